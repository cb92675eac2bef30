import type { ErrorBody } from '../../api/api-error.js';
import { isKnownCode, MarketError, type MarketErrorCode } from '../../model/errors.js';

/** An error as a market told of it, which may be of another version: any field may be missing. */
export type ToldError = Partial<ErrorBody['error']>;

/**
 * The error that an answer tells of; undefined if it did not come from a market. A code that this
 * version does not know is passed on with what the answer says of it.
 */
export function toldError(
  { code, message, issues, retryable, outcome, requestId }: ToldError,
  answer: { readonly status?: number | undefined; readonly requestId?: string | undefined } = {},
): MarketError | undefined {
  if (typeof code !== 'string') return undefined;
  const isKnown = isKnownCode(code);
  const isExplained = typeof retryable === 'boolean' && typeof outcome === 'string';
  if (!isKnown && !isExplained) return undefined;
  const ownStatus = outcome === 'REFUSED' ? 400 : 500;
  return new MarketError(code as MarketErrorCode, message ?? code, {
    issues,
    retryable,
    outcome,
    ...(!isKnown && { status: answer.status ?? ownStatus }),
    requestId: requestId ?? answer.requestId,
  });
}
