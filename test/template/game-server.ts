import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { type Environment, MarketClient } from 'material-market';
import { Cleanups } from '../../src/local/cleanups.js';
import { region } from './aws.js';
import { Credentials } from './credentials.js';
import type { Deployment } from './deployment.js';
import { startDynamoDBEndpoint } from './dynamodb-endpoint.js';
import { startFunctionUrl } from './function-url.js';
import { startLambdaService } from './lambda-service.js';
import { functionProperties, permissionProperties, urlProperties } from './properties.js';
import type { Role } from './roles.js';

/** What a function of the game has: its environment, its role, and the services of AWS by that. */
export interface GameServer {
  readonly role: Role;
  readonly environment: Environment;
  /** What Lambda adds to that, for a process that finds the services by it. */
  readonly lambdaEnvironment: Readonly<Record<string, string>>;
  /** As `MarketClient.fromEnvironment()` makes one in the function. */
  readonly market: MarketClient;
  /** By way of the Function URL, with signed requests where it takes those. */
  readonly marketByUrl: MarketClient;
  stop(): Promise<void>;
}

/** Stands in for the function of the template whose code is the game's. */
export async function startGameServer(deployment: Deployment): Promise<GameServer> {
  const { template, engine, functions, clock, cloudwatch } = deployment;
  const gameServer = template
    .all('AWS::Lambda::Function', functionProperties)
    .find(({ properties: { Code } }) => 'ZipFile' in Code);
  if (!gameServer) throw new Error('the template has no function of the game');
  const role = deployment.roles.assume(gameServer.properties.Role, 'lambda');
  const environment = gameServer.properties.Environment.Variables;

  const cleanups = new Cleanups();
  const credentials = new Credentials();
  const tables = await startDynamoDBEndpoint({ engine, role, credentials, clock, cloudwatch });
  const lambda = await startLambdaService(functions, { role, credentials });
  const [url] = template.all('AWS::Lambda::Url', urlProperties);
  const target = functions.find(({ arn }) => arn === url?.properties.TargetFunctionArn);
  if (!url || !target) throw new Error('the template has no Function URL');
  const functionUrl = await startFunctionUrl({
    properties: url.properties,
    target,
    permissions: template
      .all('AWS::Lambda::Permission', permissionProperties)
      .map(({ properties }) => properties),
    caller: { role, credentials },
  });
  for (const server of [tables, lambda, functionUrl]) cleanups.add(() => server.stop());

  const dynamoDBClient = new DynamoDBClient({ endpoint: tables.url, region, credentials });
  const lambdaClient = new LambdaClient({
    endpoint: lambda.url,
    region,
    credentials,
    maxAttempts: 1,
  });
  cleanups.add(() => dynamoDBClient.destroy());
  cleanups.add(() => lambdaClient.destroy());
  return {
    role,
    environment,
    lambdaEnvironment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    },
    market: MarketClient.fromEnvironment({ environment, lambdaClient, dynamoDBClient }),
    marketByUrl: new MarketClient({
      url: functionUrl.url,
      authType: url.properties.AuthType,
      lambdaClient,
    }),
    stop: () => cleanups.run(),
  };
}
