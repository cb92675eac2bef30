import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** The context of one invocation of a Lambda function. */
export function lambdaContext(
  functionName: string,
  timeoutSeconds: number,
  requestId: string = randomUUID(),
): Context {
  const deadline = Date.now() + timeoutSeconds * 1000;
  const outdated = () => {
    throw new Error('functions answer by their promise');
  };
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
    done: outdated,
    fail: outdated,
    succeed: outdated,
  };
}
