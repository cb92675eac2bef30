/** Names that examples of `material-market/local` use without declaring them. */
import type { LocalMarket } from 'material-market/local';

export * from 'material-market';
export * from 'material-market/local';

export declare const local: LocalMarket;
export declare const account: string;
export declare const material: string;
