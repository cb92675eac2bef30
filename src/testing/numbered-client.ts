import type { IdempotencyKeys } from '../client/idempotency-keys.js';
import { MarketClient } from '../client/market-client.js';

/**
 * A client that counts where another one draws random ids, so that the same calls give the same
 * ids, those of orders included.
 */
export class NumberedClient extends MarketClient {
  protected override readonly keys: IdempotencyKeys = {
    clientOrderId: counter(),
    collectionId: counter(),
  };
}

/** Makes ids that look like random UUIDs, and that no game would make. */
function counter(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  };
}
