import type { DamagedItem } from '../../engine/store.js';
import { MarketError } from '../../model/errors.js';
import type { ItemKey } from '../keys.js';

/**
 * A stored item that cannot be read. It names the item but never its content, which may be anything
 * and ends up in logs; so the error of the parser, which quotes the content, is not its cause.
 */
export class DamagedItemError extends MarketError {
  readonly damaged: DamagedItem;

  constructor({ table, partition, sort }: ItemKey, reason: string) {
    super(
      'DAMAGED_ITEM',
      `item "${partition}" / "${sort}" of the ${table} table is damaged: ${reason}. Run npx material-market repair.`,
    );
    this.damaged = { table, key: { partition, sort }, reason };
  }
}
