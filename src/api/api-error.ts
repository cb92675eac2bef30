import { isMarketError, MarketError } from '../model/errors.js';

/** Body of every answer that is not a success. */
export interface ErrorBody {
  readonly error: Pick<MarketError, 'code' | 'message' | 'issues'>;
}

export function errorBody({ code, message, issues }: MarketError): ErrorBody {
  return { error: { code, message, issues } };
}

/** A caught value as an error that may be told to the client. */
export function toMarketError(error: unknown): MarketError {
  if (isMarketError(error)) return error;
  return new MarketError('INTERNAL', 'the market failed to answer; see its log', { cause: error });
}
