import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Cleanups } from '../../src/local/cleanups.js';
import { localClientConfig, startDynoxide } from '../../src/local/database/dynoxide.js';
import { alarmsOf } from './alarms/alarms.js';
import { CloudWatch } from './alarms/cloudwatch.js';
import { Clock } from './clock.js';
import type { CloudAssembly } from './cloud-assembly.js';
import { DeployedTemplate } from './deployed-template.js';
import { EventBus } from './event-bus.js';
import { EventSourceMapping, type FailureDocument } from './event-source-mapping.js';
import { Kinesis } from './kinesis.js';
import { type FunctionResource, LambdaFunction } from './lambda-function.js';
import { Pipe } from './pipe.js';
import { pipeTarget } from './pipe-targets.js';
import * as properties from './properties.js';
import { Roles } from './roles.js';
import { Schedule } from './schedule.js';
import { createTables } from './tables.js';

/**
 * A stack that runs on this machine, made from its template and its assets alone: each service of
 * AWS has a stand-in that does what the properties of the template say, in the name of the role
 * that the template gives it.
 */
export class Deployment {
  readonly functions: LambdaFunction[] = [];
  readonly streams: Kinesis[] = [];
  readonly buses: EventBus[] = [];
  readonly pipes: Pipe[] = [];
  readonly schedules: Schedule[] = [];
  /** What lies in the buckets, by key. */
  readonly failures = new Map<string, FailureDocument>();
  /** Set to have the bucket take nothing more. */
  bucketFault: Error | undefined;
  /** What lies in the dead-letter queues, by their names. */
  readonly queues = new Map<string, unknown[]>();
  /** A client that may do everything, as the test itself may. */
  readonly dynamodb: DynamoDBClient;
  readonly clock = new Clock();
  readonly cloudwatch = new CloudWatch();
  readonly #mappings: EventSourceMapping[] = [];
  readonly #cleanups: Cleanups;

  /** On an engine of its own, or on one that has tables already. */
  static async start(assembly: CloudAssembly, stack: string, engine?: string): Promise<Deployment> {
    const cleanups = new Cleanups();
    try {
      let endpoint = engine;
      if (endpoint === undefined) {
        const own = await startDynoxide();
        cleanups.add(() => own.stop());
        endpoint = own.endpoint;
      }
      const deployment = new Deployment(assembly, stack, endpoint, cleanups);
      await deployment.#start();
      return deployment;
    } catch (error) {
      await cleanups.run().catch(() => {});
      throw error;
    }
  }

  readonly template: DeployedTemplate;
  readonly roles: Roles;

  private constructor(
    readonly assembly: CloudAssembly,
    readonly stack: string,
    readonly engine: string,
    cleanups: Cleanups,
  ) {
    this.#cleanups = cleanups;
    this.template = new DeployedTemplate(stack, assembly.templateOf(stack));
    this.roles = new Roles(this.template);
    this.dynamodb = new DynamoDBClient(localClientConfig(engine));
    cleanups.add(() => this.dynamodb.destroy());
  }

  /** The function of a name that ends so, such as `Matcher`. */
  function(name: string): LambdaFunction {
    const found = this.functions.find((one) => one.name.replace(/[0-9A-F]{8}$/, '').endsWith(name));
    if (found) return found;
    throw new Error(`the template has no function ${name}`);
  }

  /** What lies in all dead-letter queues. */
  get deadLetters(): unknown[] {
    return [...this.queues.values()].flat();
  }

  /** What the queues report every minute. */
  reportQueues(): void {
    for (const [QueueName, messages] of this.queues) {
      const MetricName = 'ApproximateNumberOfMessagesVisible';
      const metric = { Namespace: 'AWS/SQS', MetricName, Dimensions: { QueueName } };
      this.cloudwatch.put(metric, messages.length, this.clock.now());
    }
  }

  /** The one stream of a market. */
  get onlyStream(): Kinesis {
    const [stream, ...others] = this.streams;
    if (stream && others.length === 0) return stream;
    throw new Error(`the template has ${this.streams.length} streams`);
  }

  /** Resolves when everything that was written by now has been matched and sent. */
  async settled(): Promise<void> {
    await Promise.all(this.pipes.map((pipe) => pipe.caughtUp()));
    await this.matched();
    // What the matcher has written goes on as events.
    await Promise.all(this.pipes.map((pipe) => pipe.caughtUp()));
  }

  /** Resolves when the matcher has dealt with all that is on the stream. */
  async matched(): Promise<void> {
    await Promise.all(this.#mappings.map((mapping) => mapping.idle()));
  }

  stop(): Promise<void> {
    return this.#cleanups.run();
  }

  async #start(): Promise<void> {
    const { template } = this;
    const engineStreams = await createTables(template, this.dynamodb);
    for (const { arn, properties: stream } of template.all(
      'AWS::Kinesis::Stream',
      properties.streamProperties,
    )) {
      this.streams.push(new Kinesis(arn, stream.ShardCount, this.clock));
    }
    for (const { arn } of template.all('AWS::Events::EventBus', properties.anyProperties)) {
      this.buses.push(new EventBus(arn));
    }
    await this.#createFunctions();
    this.#mapEventSources();
    await this.#startPipes(engineStreams);
    this.#createSchedules();
    this.#checkTheRest();
  }

  async #createFunctions(): Promise<void> {
    const { template, roles, engine, clock, cloudwatch } = this;
    for (const one of template.all('AWS::Lambda::Function', properties.functionProperties)) {
      const { Code, Role: roleArn } = one.properties;
      // Code within the template is that of the game.
      if ('ZipFile' in Code) continue;
      const folder = this.assembly.assetFolder(this.stack, Code.S3Key);
      const role = roles.assume(roleArn, 'lambda');
      const fn = await LambdaFunction.create(one as FunctionResource, {
        folder,
        role,
        engine,
        clock,
        cloudwatch,
      });
      this.#cleanups.add(() => fn.stop());
      this.functions.push(fn);
    }
  }

  #mapEventSources(): void {
    const { template, clock, cloudwatch } = this;
    const buckets = template.all('AWS::S3::Bucket', properties.anyProperties);
    const consumers = template.all(
      'AWS::Kinesis::StreamConsumer',
      properties.streamConsumerProperties,
    );
    const schema = properties.eventSourceMappingProperties;
    for (const one of template.all('AWS::Lambda::EventSourceMapping', schema)) {
      const { EventSourceArn, FunctionName, DestinationConfig } = one.properties;
      const consumer = consumers.find(({ ref }) => ref === EventSourceArn);
      const stream = found(this.streams, consumer?.properties.StreamARN ?? EventSourceArn);
      const target = this.#functionOf(FunctionName);
      found(buckets, DestinationConfig.OnFailure.Destination);
      const bucket = {
        put: (key: string, document: FailureDocument) => {
          if (this.bucketFault) throw this.bucketFault;
          this.failures.set(key, document);
        },
      };
      const mapping = new EventSourceMapping({
        id: one.ref,
        properties: one.properties,
        streamArn: stream.arn,
        target,
        bucket,
        clock,
        cloudwatch,
      });
      if (one.properties.Enabled) stream.read((records) => mapping.deliver(records));
      this.#cleanups.add(() => mapping.stop());
      this.#mappings.push(mapping);
    }
  }

  async #startPipes(engineStreams: ReadonlyMap<string, string>): Promise<void> {
    const { template, engine, streams, buses, clock, cloudwatch } = this;
    const queues = template.all('AWS::SQS::Queue', properties.anyProperties);
    for (const one of template.all('AWS::Pipes::Pipe', properties.pipeProperties)) {
      const { RoleArn, Source, SourceParameters, Enrichment } = one.properties;
      const role = this.roles.assume(RoleArn, 'pipes');
      const { Arn: queueArn } = SourceParameters.DynamoDBStreamParameters.DeadLetterConfig;
      const queue = queues.find(({ attributes }) => attributes.Arn === queueArn);
      const engineStreamArn = engineStreams.get(Source);
      if (!queue || !engineStreamArn) throw new Error(`${one.logicalId} has no source or queue`);
      const messages: unknown[] = [];
      this.queues.set(queue.attributes.QueueName ?? '', messages);
      const pipe = await Pipe.start({
        name: one.ref,
        clock,
        cloudwatch,
        properties: one.properties,
        role,
        engine,
        engineStreamArn,
        enrichment: Enrichment === undefined ? undefined : this.#functionOf(Enrichment),
        target: pipeTarget(one.properties, role, { streams, buses }),
        deadLetterQueue: { send: (message) => messages.push(message) },
      });
      this.#cleanups.add(() => pipe.stop());
      this.pipes.push(pipe);
    }
  }

  #createSchedules(): void {
    const { template } = this;
    const schema = properties.invokeConfigProperties;
    const configs = template.all('AWS::Lambda::EventInvokeConfig', schema);
    for (const one of template.all('AWS::Scheduler::Schedule', properties.scheduleProperties)) {
      const { Arn, RoleArn } = one.properties.Target;
      const target = this.#functionOf(Arn);
      this.schedules.push(
        new Schedule({
          arn: one.arn,
          properties: one.properties,
          role: this.roles.assume(RoleArn, 'scheduler'),
          target,
          invokeConfig: configs.find((config) => config.properties.FunctionName === target.name)
            ?.properties,
        }),
      );
    }
  }

  /**
   * Asks for the resources of which the run only needs the name, so that no others are left over.
   */
  #checkTheRest(): void {
    const { template } = this;
    // These refuse requests without TLS, and would be refused here if they did more.
    template.all('AWS::SQS::QueuePolicy', properties.queuePolicyProperties);
    template.all('AWS::S3::BucketPolicy', properties.bucketPolicyProperties);
    // Callers use these.
    template.all('AWS::Lambda::Url', properties.urlProperties);
    template.all('AWS::Lambda::Permission', properties.permissionProperties);
    // Evaluated where a run is watched.
    alarmsOf(template);
    // These watch, and are asserted with the construct.
    template.all('AWS::Logs::LogGroup', properties.anyProperties);
    template.all('AWS::CloudWatch::Dashboard', properties.anyProperties);
    const leftOver = template.leftOver();
    if (leftOver.length > 0) throw new Error(`no part in the run have ${leftOver.join(', ')}`);
  }

  #functionOf(nameOrArn: string): LambdaFunction {
    const one = this.functions.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
    if (one) return one;
    throw new Error(`the template has no function ${nameOrArn} with an asset`);
  }
}

function found<Resource extends { readonly arn: string }>(
  resources: readonly Resource[],
  arn: string,
): Resource {
  const one = resources.find((resource) => resource.arn === arn);
  if (one) return one;
  throw new Error(`the template refers to ${arn}, which is not there`);
}
