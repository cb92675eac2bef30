import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Grant, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type FunctionOptions,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { HandlerName } from '../src/deployment/handlers.js';
import { handlerCode } from './assets.js';

export interface HandlerFunctionOptions {
  readonly handler: HandlerName;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  readonly tracing: boolean;
  /** Wins over everything above, environment variables one by one. */
  readonly overrides: Partial<FunctionOptions> | undefined;
  /** Further settings of this function, that the overrides win over. */
  readonly settings?: Partial<FunctionOptions>;
}

/** A function of the market, with a role and a log group of its own. */
export function createHandlerFunction(
  scope: Construct,
  id: string,
  options: HandlerFunctionOptions,
): LambdaFunction {
  const { overrides } = options;
  const role = overrides?.role ?? createRole(scope, `${id}Role`, options);
  const logGroup =
    overrides?.logGroup ??
    new LogGroup(scope, `${id}Logs`, {
      retention: options.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  const fn = new LambdaFunction(scope, id, {
    description: options.description,
    memorySize: options.memorySize,
    timeout: options.timeout,
    tracing: options.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    loggingFormat: LoggingFormat.JSON,
    architecture: Architecture.ARM_64,
    ...options.settings,
    ...overrides,
    environment: {
      NODE_OPTIONS: '--enable-source-maps',
      ...options.environment,
      ...overrides?.environment,
    },
    role,
    logGroup,
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: handlerCode(scope, options.handler),
  });
  Grant.addToPrincipal({
    grantee: fn,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resourceArns: [logGroup.logGroupRef.logGroupArn],
  });
  if (fn.role && options.tracing) {
    Validations.of(fn.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: xray:PutTraceSegments and PutTelemetryRecords.',
    });
  }
  return fn;
}

function createRole(scope: Construct, id: string, { overrides }: HandlerFunctionOptions): Role {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  if (overrides?.vpc) {
    role.addManagedPolicy(
      ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole'),
    );
  }
  return role;
}
