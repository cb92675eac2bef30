import type * as z from 'zod';
import type { CloudWatch } from './alarms/cloudwatch.js';
import { putEmbeddedMetrics } from './alarms/embedded-metrics.js';
import { accountId, partition, region } from './aws.js';
import type { Clock } from './clock.js';
import { Credentials } from './credentials.js';
import type { DeployedResource } from './deployed-template.js';
import { type DynamoDBEndpoint, startDynamoDBEndpoint } from './dynamodb-endpoint.js';
import { ExecutionEnvironment, type InvocationResult } from './execution-environment.js';
import type { functionProperties } from './properties.js';
import type { Role } from './roles.js';

/** As many as this machine can run; further invocations wait, as for a reserved concurrency. */
const maxConcurrency = 3;
/** Of a synchronous invocation, in each direction. */
const maxPayload = 6 * 1024 * 1024;

export type FunctionResource = DeployedResource<z.infer<typeof functionProperties>>;

export interface LambdaFunctionOptions {
  /** With the files of its asset. */
  readonly folder: string;
  readonly role: Role;
  /** URL of the engine. */
  readonly engine: string;
  readonly clock: Clock;
  readonly cloudwatch: CloudWatch;
}

/** What becomes of an invocation for which the account has no concurrency left. */
export const throttled: InvocationResult = {
  error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
};

/** A function of the template: its asset with its environment, in the name of its role. */
export class LambdaFunction {
  /** All that it printed. */
  output = '';
  /** How many of the next invocations are throttled. */
  throttles = 0;
  /** How many of the next invocations crash. */
  crashes = 0;
  readonly role: Role;
  readonly #resource: FunctionResource;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #cloudwatch: CloudWatch;
  readonly #credentials: Credentials;
  /** DynamoDB as this function sees it. */
  readonly dynamodb: DynamoDBEndpoint;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  static async create(
    resource: FunctionResource,
    options: LambdaFunctionOptions,
  ): Promise<LambdaFunction> {
    const credentials = new Credentials();
    const dynamodb = await startDynamoDBEndpoint({ ...options, credentials });
    return new LambdaFunction(resource, options, credentials, dynamodb);
  }

  private constructor(
    resource: FunctionResource,
    { folder, role, clock, cloudwatch }: LambdaFunctionOptions,
    credentials: Credentials,
    dynamodb: DynamoDBEndpoint,
  ) {
    this.#resource = resource;
    this.#folder = folder;
    this.#clock = clock;
    this.#cloudwatch = cloudwatch;
    this.role = role;
    this.#credentials = credentials;
    this.dynamodb = dynamodb;
  }

  get arn(): string {
    return this.#resource.arn;
  }

  get name(): string {
    return this.#resource.ref;
  }

  async invoke(event: unknown): Promise<InvocationResult> {
    if (JSON.stringify(event).length > maxPayload) throw new Error('the event is too large');
    while (this.#busy >= maxConcurrency) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const began = this.#clock.now();
    if (this.throttles > 0 || this.#resource.properties.ReservedConcurrentExecutions === 0) {
      this.throttles = Math.max(0, this.throttles - 1);
      this.#put({ Throttles: 1 }, began);
      return throttled;
    }
    const crashes = this.crashes > 0;
    if (crashes) this.crashes -= 1;
    this.#busy += 1;
    const environment = this.#idle.pop() ?? this.#start();
    try {
      const result = await environment.invoke(event, { crashes });
      this.#put({ Invocations: 1, Errors: 'error' in result ? 1 : 0, Throttles: 0 }, began);
      return result;
    } finally {
      this.#busy -= 1;
      if (environment.isAlive) this.#idle.push(environment);
      this.#waiting.shift()?.();
      this.#report();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
    await this.dynamodb.stop();
  }

  /** The metrics that Lambda reports of the function, as of the beginning of an invocation. */
  #put(metrics: Readonly<Record<string, number>>, time: number): void {
    for (const [MetricName, value] of Object.entries(metrics)) {
      const Dimensions = { FunctionName: this.name };
      this.#cloudwatch.put({ Namespace: 'AWS/Lambda', MetricName, Dimensions }, value, time);
    }
  }

  /** A cold start. */
  #start(): ExecutionEnvironment {
    const { properties } = this.#resource;
    const environment = new ExecutionEnvironment({
      name: this.name,
      arn: this.arn,
      folder: this.#folder,
      memorySize: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      variables: { ...this.#reservedVariables(), ...properties.Environment.Variables },
      clock: this.#clock,
      onLine: (line) => {
        this.output += `${line}\n`;
        putEmbeddedMetrics(line, this.#cloudwatch);
      },
    });
    this.#environments.add(environment);
    return environment;
  }

  /** What Lambda itself sets, and where DynamoDB is found in this run. */
  #reservedVariables(): Record<string, string> {
    const { Handler, MemorySize, LoggingConfig } = this.#resource.properties;
    const { accessKeyId, secretAccessKey, sessionToken } = this.#credentials;
    return {
      _HANDLER: Handler,
      LAMBDA_TASK_ROOT: this.#folder,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_LAMBDA_FUNCTION_NAME: this.name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_FORMAT: LoggingConfig?.LogFormat ?? 'Text',
      TZ: ':UTC',
      AWS_ENDPOINT_URL_DYNAMODB: this.dynamodb.url,
      // The SDK warns about a future requirement on Node.js.
      NODE_NO_WARNINGS: '1',
    };
  }

  /** Lambda logs and traces every invocation in the name of the function's role. */
  #report(): void {
    const { LoggingConfig, TracingConfig } = this.#resource.properties;
    if (LoggingConfig) {
      const group = `arn:${partition}:logs:${region}:${accountId}:log-group:${LoggingConfig.LogGroup}`;
      this.role.uses('logs:CreateLogStream', `${group}:log-stream:1`);
      this.role.uses('logs:PutLogEvents', `${group}:log-stream:1`);
    }
    if (TracingConfig?.Mode === 'Active') this.role.uses('xray:PutTraceSegments', '*');
  }
}
