import type { MarketWrite, StoredItem } from '../../engine/store.js';
import type { ItemKey } from '../keys.js';
import type { Action } from './actions.js';
import type { Attributes } from './attributes.js';

export type ItemOf<Kind extends StoredItem['item']> = Extract<StoredItem, { item: Kind }>;

type WriteOf<Kind extends MarketWrite['write']> = Extract<MarketWrite, { write: Kind }>;

/** One kind of write: the key of its item, and what it does to that item under which condition. */
export interface WriteCodec<Kind extends MarketWrite['write']> {
  readonly key: (write: WriteOf<Kind>) => ItemKey;
  readonly action: (write: WriteOf<Kind>) => Action;
}

export type WriteCodecs<Kind extends MarketWrite['write']> = {
  readonly [Each in Kind]: WriteCodec<Each>;
};

/** Where items of a kind lie, and nothing else does. */
type Place =
  | { readonly table: 'orders' }
  /** What the keys begin with; the sort key only where others share the partition. */
  | { readonly table: 'ledger'; readonly partition: string; readonly sort?: string };

/** All that a table has to know of one kind of item. */
export interface ItemCodec<Kind extends StoredItem['item'], Writes extends MarketWrite['write']> {
  readonly place: Place;
  /** Throws when an attribute is missing or malformed. */
  readonly decode: (item: Attributes) => ItemOf<Kind>;
  readonly writes: WriteCodecs<Writes>;
}
