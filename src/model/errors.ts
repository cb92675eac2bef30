/**
 * What went wrong, by code: the HTTP status of the answer that carries it, whether the same call
 * may succeed when it is made again, and what became of it.
 */
export const errorCodes = {
  VALIDATION_FAILED: { status: 400, retryable: false, outcome: 'REFUSED' },
  MALFORMED_JSON: { status: 400, retryable: false, outcome: 'REFUSED' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, outcome: 'REFUSED' },
  BODY_TOO_LARGE: { status: 413, retryable: false, outcome: 'REFUSED' },
  ROUTE_NOT_FOUND: { status: 404, retryable: false, outcome: 'REFUSED' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, outcome: 'REFUSED' },
  ORDER_NOT_FOUND: { status: 404, retryable: false, outcome: 'REFUSED' },
  ORDER_NOT_OPEN: { status: 409, retryable: false, outcome: 'REFUSED' },
  CLIENT_ORDER_ID_CONFLICT: { status: 409, retryable: false, outcome: 'REFUSED' },
  THROTTLED: { status: 503, retryable: true, outcome: 'UNKNOWN' },
  CONTENTION: { status: 503, retryable: true, outcome: 'UNKNOWN' },
  TIMEOUT: { status: 503, retryable: true, outcome: 'UNKNOWN' },
  STORE_UNAVAILABLE: { status: 503, retryable: true, outcome: 'UNKNOWN' },
  NETWORK_ERROR: { status: 503, retryable: true, outcome: 'UNKNOWN' },
  UNEXPECTED_RESPONSE: { status: 502, retryable: true, outcome: 'UNKNOWN' },
  CONFIGURATION: { status: 500, retryable: false, outcome: 'UNKNOWN' },
  ABORTED: { status: 499, retryable: false, outcome: 'UNKNOWN' },
  DAMAGED_ITEM: { status: 500, retryable: false, outcome: 'UNKNOWN' },
  INTERNAL: { status: 500, retryable: false, outcome: 'UNKNOWN' },
} as const;

/**
 * What went wrong; the page on errors lists every code with what to do.
 * @useDeclaredType
 */
export type MarketErrorCode = keyof typeof errorCodes;

export function isKnownCode(code: string): code is MarketErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** One thing that is wrong with a request. */
export interface Issue {
  /** Where: a field's name, dotted for nested fields; empty for the body as a whole. */
  readonly path: string;
  /** What is wrong there, such as `must be at least 1`. */
  readonly message: string;
}

/** What is known of an error besides its code and message. */
export interface MarketErrorOptions {
  /** Every offending field. */
  readonly issues?: readonly Issue[] | undefined;
  /** Id of the request at AWS. */
  readonly requestId?: string | undefined;
  /** The error behind it. */
  readonly cause?: unknown;
  /** @default that of the code */
  readonly retryable?: boolean | undefined;
  /** @default that of the code */
  readonly outcome?: 'REFUSED' | 'UNKNOWN' | undefined;
  /** @default that of the code */
  readonly status?: number | undefined;
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
  /** Always `MarketError`. */
  override readonly name = 'MarketError';
  /** What went wrong. A later version of the market may answer further codes. */
  readonly code: MarketErrorCode;
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean;
  /**
   * `REFUSED`: the call changed nothing, and no attempt of it, made before or still under way, ever
   * will; what a player was debited for a refused order can be given back. `UNKNOWN`: it may have
   * taken effect; make it again with the same `clientOrderId` or `collectionId` to find out.
   */
  readonly outcome: 'REFUSED' | 'UNKNOWN';
  /** HTTP status that the API answers with for this code. */
  readonly status: number;
  /** Every offending field of a refused request; empty for other errors. */
  readonly issues: readonly Issue[];
  /** Id of the request at AWS, where one was made. */
  readonly requestId: string | undefined;

  constructor(code: MarketErrorCode, message: string, options: MarketErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    // A later version of the market may answer codes that are not known here.
    const known = isKnownCode(code) ? errorCodes[code] : errorCodes.INTERNAL;
    this.retryable = options.retryable ?? known.retryable;
    this.outcome = options.outcome ?? known.outcome;
    this.status = options.status ?? known.status;
    this.issues = options.issues ?? [];
    this.requestId = options.requestId;
    Object.defineProperty(this, brand, { value: true });
  }
}

/**
 * Whether a caught value is a {@link MarketError}, of this copy of the package or another.
 *
 * @example
 * ```ts
 * try {
 *   await market.cancelOrder(order.orderId);
 * } catch (error) {
 *   if (!isMarketError(error) || error.code !== 'ORDER_NOT_OPEN') throw error;
 * }
 * ```
 */
export function isMarketError(error: unknown): error is MarketError {
  return typeof error === 'object' && error !== null && brand in error;
}
