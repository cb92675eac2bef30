import type { OperationId } from '../../api/routes.js';
import { isMarketError, MarketError } from '../../model/errors.js';
import type { ApiRequest, ApiResponse, Transport } from '../transport/transport.js';
import { aborted, onAbort } from './abort.js';
import { defaultTimeoutMs } from './limits.js';
import { pause } from './pause.js';
import { type ToldError, toldError } from './told-error.js';

/** One attempt of a call, once it is over. */
export interface CallAttempt {
  /** What was asked of the market. */
  readonly operation: OperationId;
  /** From 1. */
  readonly attempt: number;
  /** HTTP status of the answer; undefined if there was none. */
  readonly status: number | undefined;
  /** Why the attempt failed; undefined if it succeeded. */
  readonly error: MarketError | undefined;
  /** How long the attempt took. */
  readonly durationMs: number;
  /**
   * How long the client waits before the next attempt; undefined if this was the last one. An
   * attempt of `placeOrders` may succeed and have a next one, for those of its orders that failed.
   */
  readonly retryDelayMs: number | undefined;
}

/** How calls are bounded and repeated. */
export interface RequestOptions {
  /**
   * Milliseconds for one attempt.
   * @default 10_000
   */
  readonly timeout?: number | undefined;
  /**
   * Attempts of one call at most, the first one included.
   * @default 5
   */
  readonly maxAttempts?: number | undefined;
  /**
   * Told of every attempt, to log or count those that failed. What it throws is a warning of the
   * process, and changes nothing for the call.
   * @default nobody is told
   */
  readonly onAttempt?: ((attempt: CallAttempt) => void) | undefined;
}

const basePauseMs = 200;
const maxPauseMs = 2_000;

/** How one request is sent. */
interface SendOptions<Result> {
  readonly signal?: AbortSignal | undefined;
  /** What is to be sent again of a request that was answered, if anything. */
  readonly rest?: (result: Result) => ApiRequest | undefined;
}

/**
 * Sends requests, and repeats those that failed with a retryable error: no answer, time-outs,
 * throttling, and faults of the market that may pass. Every request of this API may be repeated,
 * since whatever writes carries its idempotency key in the body.
 */
export class RequestSender {
  readonly #transport: Transport;
  readonly #timeout: number;
  readonly #maxAttempts: number;
  readonly #onAttempt: (attempt: CallAttempt) => void;

  constructor(transport: Transport, options: RequestOptions = {}) {
    const { timeout = defaultTimeoutMs, maxAttempts = 5, onAttempt = () => {} } = options;
    this.#transport = transport;
    this.#timeout = timeout;
    this.#maxAttempts = maxAttempts;
    this.#onAttempt = onAttempt;
  }

  async send<Result>(
    request: ApiRequest,
    { signal, rest }: SendOptions<Result> = {},
  ): Promise<Result> {
    let current = request;
    for (let attempt = 1; ; attempt += 1) {
      const startedAt = performance.now();
      const answer = await this.#attempt<Result>(current, signal);
      const durationMs = performance.now() - startedAt;
      const { error, status } = answer;
      const again = error === undefined ? rest?.(answer.result) : error.retryable && current;
      const retryDelayMs = again && attempt < this.#maxAttempts ? pauseAfter(attempt) : undefined;
      const { operation } = current;
      this.#tell({ operation, attempt, status, error, durationMs, retryDelayMs });
      if (again && retryDelayMs !== undefined) {
        await pause(retryDelayMs, signal);
        current = again;
      } else if (error === undefined) return answer.result;
      else throw error;
    }
  }

  #tell(attempt: CallAttempt): void {
    try {
      this.#onAttempt(attempt);
    } catch (error) {
      process.emitWarning(`onAttempt of a MarketClient failed: ${String(error)}`);
    }
  }

  async #attempt<Result>(
    request: ApiRequest,
    signal: AbortSignal | undefined,
  ): Promise<Answer<Result>> {
    if (signal?.aborted) return failed(aborted(signal));
    const attempt = new AbortController();
    const stopListening = onAbort(signal, () => attempt.abort(signal?.reason));
    // Unlike AbortSignal.timeout, this one ends with the attempt.
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      attempt.abort(new DOMException('The attempt took too long.', 'TimeoutError'));
    }, this.#timeout);
    try {
      const response = await unlessAborted(attempt.signal, (options) =>
        this.#transport.send(request, options),
      );
      return resultOf<Result>(response) ?? failed(errorOf(response), response.status);
    } catch (error) {
      if (signal?.aborted) return failed(aborted(signal));
      if (isOver) {
        const message = `no answer within ${this.#timeout} ms`;
        return failed(new MarketError('TIMEOUT', message, { cause: error }));
      }
      if (isMarketError(error)) return failed(error);
      throw error;
    } finally {
      clearTimeout(timer);
      stopListening();
    }
  }
}

/**
 * What is sent is waited for no longer than the signal allows, also where that does not look at it:
 * an AWS client that is still fetching its credentials, or a transport of the user's own.
 */
async function unlessAborted<Answer>(
  signal: AbortSignal,
  send: (options: { readonly signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([send({ signal }), givenUp]);
}

/** What came of one attempt. */
type Answer<Result> =
  | { readonly status: number; readonly result: Result; readonly error?: undefined }
  | { readonly status: number | undefined; readonly error: MarketError };

function failed(error: MarketError, status?: number): Answer<never> {
  return { status, error };
}

/** Any time up to a bound that doubles with every attempt, so that callers spread. */
function pauseAfter(attempt: number): number {
  return Math.random() * Math.min(basePauseMs * 2 ** (attempt - 1), maxPauseMs);
}

/** Undefined for an answer that is no success. */
function resultOf<Result>({ status, body }: ApiResponse): Answer<Result> | undefined {
  if (status < 200 || status > 299) return undefined;
  try {
    return { status, result: JSON.parse(body) as Result };
  } catch {
    return undefined;
  }
}

/** The error that an answer tells of; one that is not the market's own is told by its status. */
function errorOf({ status, body, requestId }: ApiResponse): MarketError {
  const told = parseError(body);
  const error = told && toldError(told, { status, requestId });
  if (error) return error;
  const excerpt = body.slice(0, 200);
  if (status === 429) return new MarketError('THROTTLED', excerpt || 'throttled', { requestId });
  const message = `status ${status} did not come from the market: ${excerpt}`;
  return status >= 400 && status < 500
    ? new MarketError('CONFIGURATION', message, { requestId })
    : new MarketError('UNEXPECTED_RESPONSE', message, { requestId });
}

function parseError(body: string): ToldError | undefined {
  try {
    return (JSON.parse(body) as { readonly error?: ToldError } | null)?.error;
  } catch {
    return undefined;
  }
}
