import { isMarketError, MarketError, type MarketErrorCode } from '../model/errors.js';
import type { ApiContext } from './operation.js';

/** Body of every answer that is not a success. */
export interface ErrorBody {
  readonly error: Pick<MarketError, 'code' | 'message' | 'issues' | 'retryable' | 'outcome'> & {
    /** Id of the request, by which the market's log has the details. */
    readonly requestId?: string | undefined;
  };
}

/** What a client is told of a fault. The rest may name tables, accounts and stored items. */
const faultMessages: Readonly<Partial<Record<MarketErrorCode, string>>> = {
  THROTTLED: 'AWS limits the rate of the market: slow down and repeat the request',
  CONTENTION: 'other requests changed the same items at the same time: repeat the request',
  TIMEOUT: 'the market did not answer in time: repeat the request',
  STORE_UNAVAILABLE: 'the tables of the market could not be reached: repeat the request',
  DAMAGED_ITEM: 'a stored item of the market is damaged: whoever runs it has to repair it',
  CONFIGURATION: 'the market is not configured correctly',
};

/**
 * A caught value as the answer to a client. What the market refused is told as it is. Anything else
 * is a fault: its details go to `onFault`.
 */
export function errorAnswer(
  caught: unknown,
  { onFault, requestId }: Pick<ApiContext, 'onFault' | 'requestId'>,
): { readonly status: number; readonly body: ErrorBody } {
  const error = isMarketError(caught)
    ? caught
    : new MarketError('INTERNAL', 'the market failed to answer', { cause: caught });
  const { code, issues, retryable, outcome, status } = error;
  if (outcome === 'REFUSED') {
    return {
      status,
      body: { error: { code, message: error.message, issues, retryable, outcome } },
    };
  }
  onFault(error, requestId);
  const what = faultMessages[code] ?? 'the market failed to answer';
  const where = requestId === undefined ? '' : ` for request ${requestId}`;
  const message = `${what}; the log of the market has the details${where}`;
  return {
    status,
    body: {
      error: { code, message, issues: [], retryable, outcome, ...(requestId && { requestId }) },
    },
  };
}
