import { MarketError, type MarketErrorCode } from '../../model/errors.js';
import type { Attributes } from './attributes.js';

const throttling = new Set([
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingError',
  'ThrottlingException',
]);

const contention = new Set([
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

const timeouts = new Set([
  'ETIMEDOUT',
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
]);

const unreachable = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
]);

const notAllowed = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'CredentialsProviderError',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
]);

/** What the AWS SDK throws: as much of it as faults are told apart by. */
interface SdkError extends Error {
  readonly code?: string;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly clockSkewCorrected?: boolean;
  };
  readonly Item?: Attributes;
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Message?: string }[];
}

/** Which actions of a transaction had a condition that did not hold. */
export function failedConditions(fault: MarketError): number[] {
  const reasons = reasonsOf(fault.cause);
  return [...reasons.keys()].filter((index) => reasons[index]?.Code === 'ConditionalCheckFailed');
}

/**
 * The item that a plain write's condition did not hold for, empty if there was none; undefined for
 * any other fault.
 */
export function itemInTheWay(fault: MarketError): Attributes | undefined {
  const { name, Item } = fault.cause as SdkError;
  return name === 'ConditionalCheckFailedException' ? (Item ?? {}) : undefined;
}

/** A fault of DynamoDB, or of the way to it, in the words of the market. */
export function storeFault(error: unknown, operation: string): MarketError {
  // By its shape: an error of Node is of another class where tests run in a context of their own.
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  const fault = (isError ? error : new Error(String(error))) as SdkError;
  const { code, advice } = classify(fault);
  return new MarketError(code, `DynamoDB ${operation} failed: ${describe(fault)}${advice ?? ''}`, {
    cause: error,
    requestId: fault.$metadata?.requestId,
  });
}

function classify(fault: SdkError): { code: MarketErrorCode; advice?: string } {
  const names = new Set([fault.name, fault.code]);
  for (const { Code } of reasonsOf(fault)) names.add(Code);
  const isOneOf = (set: ReadonlySet<string | undefined>) =>
    [...names].some((name) => set.has(name));

  if (isOneOf(throttling)) return { code: 'THROTTLED' };
  if (isOneOf(contention)) return { code: 'CONTENTION' };
  if (isOneOf(timeouts)) return { code: 'TIMEOUT' };
  if (fault.name === 'AbortError') return { code: 'ABORTED' };
  // The clock of this machine is wrong: the SDK has seen by how much, and signs the next call right.
  if (fault.$metadata?.clockSkewCorrected) return { code: 'STORE_UNAVAILABLE' };
  if (isOneOf(notAllowed)) {
    return {
      code: 'CONFIGURATION',
      advice: ". Check the credentials, and that they allow this on the market's tables.",
    };
  }
  if (fault.name === 'ResourceNotFoundException') {
    return {
      code: 'CONFIGURATION',
      advice: '. Check the names of the tables, the region and the account.',
    };
  }
  const isFromServer = fault.$fault === 'server' || (fault.$metadata?.httpStatusCode ?? 0) >= 500;
  if (isFromServer || isOneOf(unreachable)) return { code: 'STORE_UNAVAILABLE' };
  if (/region is missing/i.test(fault.message)) {
    return { code: 'CONFIGURATION', advice: '. Set AWS_REGION, or the region of the client.' };
  }
  return {
    code: 'INTERNAL',
    advice: '. This is an error in material-market: please report it with this message.',
  };
}

/** Why each action of a cancelled transaction failed. */
function reasonsOf(error: unknown): NonNullable<SdkError['CancellationReasons']> {
  return (error as SdkError).CancellationReasons ?? [];
}

function describe(fault: SdkError): string {
  const reasons = reasonsOf(fault)
    .filter(({ Code }) => Code !== undefined && Code !== 'None')
    .map(({ Code, Message }) => `${Code}: ${Message}`);
  return [`${fault.name}: ${fault.message}`, ...new Set(reasons)].join('; ').replace(/\.$/, '');
}
