import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { type OperationId, routes } from '../api/routes.js';
import { oneOf } from '../model/request.js';
import { functionThat, objectWith, parseRequest, strictFields } from '../model/validation.js';
import type { ApiRequest, Transport } from './transport/transport.js';

/** What several constructors and calls of the client take, as schemas. */

export const nonEmptyText = z.string('must be text').check(z.minLength(1, 'must not be empty'));

/** Milliseconds that a timer can wait for: a longer time would be over at once. */
export const timerMs = z
  .number('must be a number of milliseconds')
  .check(z.gte(1, 'must be at least 1'), z.lte(2 ** 31 - 1, `must be at most ${2 ** 31 - 1}`));

export const signalSchema = objectWith<AbortSignal>('addEventListener', 'must be an AbortSignal');
export const transportSchema = objectWith<Transport>(
  'send',
  'must be an object with a method send',
);
export const lambdaClientSchema = objectWith<LambdaClient>('send', 'must be a LambdaClient');
export const dynamoDBClientSchema = objectWith<DynamoDBClient>('send', 'must be a DynamoDBClient');
export const authTypeSchema = oneOf(['AWS_IAM', 'NONE']);

export const tablesSchema = strictFields(
  { orders: nonEmptyText, ledger: nonEmptyText },
  'must be an object with the names of both tables: { orders, ledger }',
);

export const clientSettings = {
  timeout: z.optional(timerMs),
  maxAttempts: z.optional(z.int('must be a whole number').check(z.gte(1, 'must be at least 1'))),
  onAttempt: z.optional(functionThat('must be a function')),
  lambdaClient: z.optional(lambdaClientSchema),
  dynamoDBClient: z.optional(dynamoDBClientSchema),
};

const texts = z.optional(
  z.record(z.string(), z.string('must be text'), 'must be an object of texts'),
);

const sendSchema = z.object({
  request: strictFields(
    {
      operation: oneOf(Object.keys(routes) as [OperationId, ...OperationId[]]),
      params: texts,
      query: texts,
      body: z.optional(
        z.custom((value) => typeof value === 'object' && value !== null, 'must be an object'),
      ),
    },
    'must be a request: { operation, params, query, body }',
  ),
  // May have more in it: wrappers hand on what they were given.
  options: z.object({ signal: signalSchema }, 'must be an object with a signal'),
});

/** Checks what a transport is called with. */
export function checkSend(request: ApiRequest, options: { readonly signal: AbortSignal }): void {
  parseRequest(sendSchema, { request, options }, 'call of send');
}

/** Checks a request that is to be sent in another way. */
export function checkApiRequest(request: ApiRequest): void {
  parseRequest(sendSchema.shape.request, request, 'request');
}
