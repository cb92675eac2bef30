import { LambdaClient } from '@aws-sdk/client-lambda';
import { sdkTimeouts } from '../../store/sdk-timeouts.js';
import { defaultTimeoutMs } from '../sending/limits.js';
import { userAgent } from '../version.js';

const connectionTimeoutMs = 3_000;

/** Repeating is left to the caller, which knows what may be repeated and for how long. */
export function createLambdaClient(timeout = defaultTimeoutMs): LambdaClient {
  const { name, version } = userAgent;
  return new LambdaClient({
    customUserAgent: [[name, version]],
    maxAttempts: 1,
    ...sdkTimeouts({ connectionTimeout: connectionTimeoutMs, requestTimeout: timeout }),
  });
}
