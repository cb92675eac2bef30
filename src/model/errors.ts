/**
 * What went wrong, by code: the HTTP status of the answer that carries it, and whether the same
 * call may succeed when it is made again.
 */
export const errorCodes = {
  VALIDATION_FAILED: { status: 400, retryable: false },
  MALFORMED_JSON: { status: 400, retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false },
  BODY_TOO_LARGE: { status: 413, retryable: false },
  ROUTE_NOT_FOUND: { status: 404, retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false },
  ORDER_NOT_FOUND: { status: 404, retryable: false },
  ORDER_NOT_OPEN: { status: 409, retryable: false },
  CLIENT_ORDER_ID_CONFLICT: { status: 409, retryable: false },
  THROTTLED: { status: 503, retryable: true },
  CONTENTION: { status: 503, retryable: true },
  TIMEOUT: { status: 503, retryable: true },
  STORE_UNAVAILABLE: { status: 503, retryable: true },
  NETWORK_ERROR: { status: 503, retryable: true },
  UNEXPECTED_RESPONSE: { status: 502, retryable: true },
  CONFIGURATION: { status: 500, retryable: false },
  ABORTED: { status: 499, retryable: false },
  INTERNAL: { status: 500, retryable: false },
} as const;

export type MarketErrorCode = keyof typeof errorCodes;

/** One thing that is wrong with a request. */
export interface Issue {
  /** Where: a field's name, dotted for nested fields; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

export interface MarketErrorOptions {
  readonly issues?: readonly Issue[] | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

const brand = Symbol.for('material-market.MarketError');

/**
 * The one error class of this package. Tell errors apart by {@link MarketError.code}; recognise
 * them with {@link isMarketError}, which also holds when the package was loaded twice (once as ESM
 * and once as CommonJS).
 *
 * @example
 * ```ts
 * try {
 *   await market.placeOrder({ account: 'ada', type: 'Sell', material: 'wheat', quantity: 0, pricePerUnit: 10 });
 * } catch (error) {
 *   if (isMarketError(error) && error.code === 'VALIDATION_FAILED') console.log(error.issues);
 * }
 * ```
 */
export class MarketError extends Error {
  override readonly name = 'MarketError';
  readonly code: MarketErrorCode;
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean;
  /** HTTP status that the API answers with for this code. */
  readonly status: number;
  /** Every offending field of a refused request; empty for other errors. */
  readonly issues: readonly Issue[];
  /** Id of the request at AWS, where one was made. */
  readonly requestId: string | undefined;

  constructor(code: MarketErrorCode, message: string, options: MarketErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = errorCodes[code].retryable;
    this.status = errorCodes[code].status;
    this.issues = options.issues ?? [];
    this.requestId = options.requestId;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether a caught value is a {@link MarketError}, of this copy of the package or another. */
export function isMarketError(error: unknown): error is MarketError {
  return typeof error === 'object' && error !== null && brand in error;
}
