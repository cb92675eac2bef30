/** Longest time of one invocation of the enrichment, which turns ten changes into events. */
export const enrichmentTimeoutSeconds = 15;
