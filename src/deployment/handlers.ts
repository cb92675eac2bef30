/** The Lambda functions of a market, by the folders of their built code. */
export const handlerNames = ['intake', 'matcher', 'sweeper', 'enrichment'] as const;

export type HandlerName = (typeof handlerNames)[number];
