import { LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaContext } from '../../src/local/wake-up/lambda-context.js';
import { bodyOf, serve } from './loopback.js';

type Handler = (event: never, context: never) => Promise<unknown>;

/** A Lambda client whose service is this process: Invoke calls the handler of that name. */
export async function lambdaService(
  functions: Readonly<Record<string, Handler>>,
): Promise<LambdaClient> {
  const endpoint = await serve(async (request, response) => {
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
    const handler = name && functions[decodeURIComponent(name)];
    if (!handler) {
      response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' });
      return response.end(JSON.stringify({ Message: `no function ${name}` }));
    }
    const event: unknown = JSON.parse(await bodyOf(request));
    response.setHeader('x-amzn-requestid', crypto.randomUUID());
    try {
      return response.end(
        JSON.stringify(await handler(event as never, lambdaContext(name, 15) as never)),
      );
    } catch (error) {
      response.setHeader('x-amz-function-error', 'Unhandled');
      return response.end(JSON.stringify({ errorMessage: String(error) }));
    }
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}
