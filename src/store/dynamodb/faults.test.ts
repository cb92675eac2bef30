import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { failedConditions, itemInTheWay, storeFault } from './faults.js';

function sdkError(name: string, given: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(`message of ${name}`), { name, ...given });
}

function cancelled(...codes: string[]): Error {
  return sdkError('TransactionCanceledException', {
    $fault: 'client',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

test.each([
  ['THROTTLED', sdkError('ProvisionedThroughputExceededException')],
  ['THROTTLED', sdkError('ThrottlingException')],
  ['THROTTLED', sdkError('RequestLimitExceeded')],
  ['THROTTLED', cancelled('None', 'ThrottlingError')],
  ['THROTTLED', cancelled('ProvisionedThroughputExceeded', 'TransactionConflict')],
  ['CONTENTION', cancelled('TransactionConflict', 'None')],
  ['CONTENTION', sdkError('TransactionConflictException')],
  ['CONTENTION', sdkError('TransactionInProgressException')],
  ['TIMEOUT', sdkError('TimeoutError')],
  ['TIMEOUT', sdkError('Error', { code: 'ETIMEDOUT' })],
  ['ABORTED', sdkError('AbortError')],
  ['STORE_UNAVAILABLE', sdkError('InternalServerError', { $fault: 'server' })],
  ['STORE_UNAVAILABLE', sdkError('Unknown', { $metadata: { httpStatusCode: 503 } })],
  ['STORE_UNAVAILABLE', sdkError('Error', { code: 'ECONNREFUSED' })],
  ['STORE_UNAVAILABLE', sdkError('Error', { code: 'ENOTFOUND' })],
  // As where a test runner has a context of its own.
  ['STORE_UNAVAILABLE', runInNewContext("Object.assign(new Error(''), { code: 'ECONNRESET' })")],
  ['CONFIGURATION', sdkError('ResourceNotFoundException')],
  ['CONFIGURATION', sdkError('AccessDeniedException')],
  ['CONFIGURATION', sdkError('UnrecognizedClientException')],
  ['CONFIGURATION', sdkError('CredentialsProviderError')],
  ['CONFIGURATION', new Error('Region is missing')],
  ['INTERNAL', sdkError('ValidationException', { $fault: 'client' })],
  ['INTERNAL', sdkError('IdempotentParameterMismatchException', { $fault: 'client' })],
  ['INTERNAL', cancelled('ValidationError')],
  ['INTERNAL', new TypeError('undefined is not a function')],
])('%s is told for %s', (code, cause) => {
  const fault = storeFault(cause, 'PutItem');
  expect(fault).toMatchObject({ name: 'MarketError', code, cause });
  expect(fault.message).toContain(`PutItem failed: ${cause.name}: ${cause.message}`);
});

test('the request id and the reasons of a cancelled transaction are kept', () => {
  const cause = sdkError('TransactionCanceledException', {
    $metadata: { requestId: 'request-1' },
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ValidationError', Message: 'Item size has exceeded the maximum' },
    ],
  });
  const fault = storeFault(cause, 'TransactWriteItems');
  expect(fault.requestId).toBe('request-1');
  expect(fault.message).toContain('ValidationError: Item size has exceeded the maximum');
});

test('failed conditions are told from other reasons', () => {
  const cause = cancelled('ConditionalCheckFailed', 'None', 'TransactionConflict');
  expect(failedConditions(storeFault(cause, 'TransactWriteItems'))).toEqual([0]);
  const other = sdkError('ThrottlingException');
  expect(failedConditions(storeFault(other, 'TransactWriteItems'))).toEqual([]);
});

test('a plain write whose condition failed gives the item that is there', () => {
  const Item = { version: { N: '3' } };
  const inTheWay = (error: Error) => itemInTheWay(storeFault(error, 'PutItem'));
  expect(inTheWay(sdkError('ConditionalCheckFailedException', { Item }))).toEqual(Item);
  expect(inTheWay(sdkError('ConditionalCheckFailedException'))).toEqual({});
  expect(inTheWay(sdkError('ThrottlingException', { Item }))).toBeUndefined();
});
