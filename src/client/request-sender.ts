import { isMarketError, MarketError } from '../model/errors.js';
import { aborted, onAbort } from './abort.js';
import { defaultTimeoutMs } from './limits.js';
import { pause } from './pause.js';
import { type ToldError, toldError } from './told-error.js';
import type { ApiRequest, ApiResponse, Transport } from './transport/transport.js';

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
}

const basePauseMs = 200;
const greatestPauseMs = 2_000;

/**
 * Sends requests, and repeats those that failed with a retryable error: no answer, time-outs,
 * throttling, and faults of the market that may pass. Every request of this API may be repeated, since whatever writes
 * carries its idempotency key in the body.
 */
export class RequestSender {
  readonly #transport: Transport;
  readonly #timeout: number;
  readonly #maxAttempts: number;

  constructor(
    transport: Transport,
    { timeout = defaultTimeoutMs, maxAttempts = 5 }: RequestOptions = {},
  ) {
    this.#transport = transport;
    this.#timeout = timeout;
    this.#maxAttempts = maxAttempts;
  }

  async send<Result>(request: ApiRequest, signal?: AbortSignal): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#attempt<Result>(request, signal);
      if (!isMarketError(answer)) return answer.result;
      if (!this.mayHeal(answer, attempt)) throw answer;
      await this.pauseAfter(attempt, signal);
    }
  }

  /** Whether to send again what failed so. */
  mayHeal(error: MarketError | undefined, attempt: number): boolean {
    return error?.retryable === true && attempt < this.#maxAttempts;
  }

  /** Waits before the next attempt: any time up to a bound that doubles, so that callers spread. */
  pauseAfter(attempt: number, signal: AbortSignal | undefined): Promise<void> {
    const bound = Math.min(basePauseMs * 2 ** (attempt - 1), greatestPauseMs);
    return pause(Math.random() * bound, signal);
  }

  async #attempt<Result>(
    request: ApiRequest,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly result: Result } | MarketError> {
    if (signal?.aborted) return aborted(signal);
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
      return resultOf<Result>(response) ?? errorOf(response);
    } catch (error) {
      if (signal?.aborted) return aborted(signal);
      if (isOver) {
        return new MarketError('TIMEOUT', `no answer within ${this.#timeout} ms`, { cause: error });
      }
      if (isMarketError(error)) return error;
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

/** Undefined for an answer that is no success. */
function resultOf<Result>({ status, body }: ApiResponse): { readonly result: Result } | undefined {
  if (status < 200 || status > 299) return undefined;
  try {
    return { result: JSON.parse(body) as Result };
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
