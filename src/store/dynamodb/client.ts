import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type SdkTimeouts, sdkTimeouts } from '../sdk-timeouts.js';

/** DynamoDB answers in tens of milliseconds: what takes seconds is better asked again. */
const dynamoTimeouts: SdkTimeouts = { connectionTimeout: 1_000, requestTimeout: 3_000 };

/**
 * A DynamoDB client that sends every request once, since whoever calls the store repeats calls, and
 * that gives up connections that stall.
 *
 * It does not log. The SDK copies every request and answer for its logger even where there is none,
 * which takes a quarter of the matcher's processor time.
 */
export function createDynamoClient(
  config: DynamoDBClientConfig = {},
  timeouts: SdkTimeouts = dynamoTimeouts,
): DynamoDBClient {
  const client = new DynamoDBClient({ maxAttempts: 1, ...sdkTimeouts(timeouts), ...config });
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
