import { setTimeout as delay } from 'node:timers/promises';
import {
  type _Record as ChangeRecord,
  DynamoDBStreamsClient,
} from '@aws-sdk/client-dynamodb-streams';
import type * as z from 'zod';
import type { EventPattern } from '../../src/deployment/change-stream.js';
import { ChangeStreamReader } from '../../src/local/wake-up/change-stream-reader.js';
import { matchesEventPattern } from '../../src/local/wake-up/event-pattern.js';
import type { CloudWatch } from './alarms/cloudwatch.js';
import { region } from './aws.js';
import { type ChangeEvent, changeEvent } from './change-event.js';
import type { Clock } from './clock.js';
import { Credentials } from './credentials.js';
import { startDynamoDBEndpoint } from './dynamodb-endpoint.js';
import type { LambdaFunction } from './lambda-function.js';
import type { LoopbackServer } from './loopback-server.js';
import { enriched, PipeFault, type PipeTarget, pipeFailures } from './pipe-targets.js';
import type { pipeProperties } from './properties.js';
import type { Role } from './roles.js';

const retryPauseMs = 10;

export interface PipeOptions {
  readonly name: string;
  readonly cloudwatch: CloudWatch;
  readonly properties: z.infer<typeof pipeProperties>;
  readonly role: Role;
  readonly engine: string;
  /** ARN that the engine has given the stream. */
  readonly engineStreamArn: string;
  /** What turns changes into what the target gets. */
  readonly enrichment: LambdaFunction | undefined;
  readonly target: PipeTarget;
  /** Is given what could not be delivered. */
  readonly deadLetterQueue: { send(message: unknown): void };
  readonly clock: Clock;
}

/** An EventBridge pipe from a change stream, as its properties say. */
export class Pipe {
  readonly #options: PipeOptions;
  readonly #patterns: readonly EventPattern[];
  readonly #endpoint: LoopbackServer;
  readonly #client: DynamoDBStreamsClient;
  readonly #reader: ChangeStreamReader;
  #isStopped = false;
  /** Whether a batch has failed, and is tried again. */
  isTrying = false;
  #resumed = Promise.resolve();
  #resume = (): void => {};

  static async start(options: PipeOptions): Promise<Pipe> {
    const credentials = new Credentials();
    const streamArn = options.properties.Source;
    const endpoint = await startDynamoDBEndpoint({ ...options, credentials, streamArn });
    const client = new DynamoDBStreamsClient({ endpoint: endpoint.url, region, credentials });
    return new Pipe(options, endpoint, client);
  }

  private constructor(
    options: PipeOptions,
    endpoint: LoopbackServer,
    client: DynamoDBStreamsClient,
  ) {
    this.#options = options;
    this.#endpoint = endpoint;
    this.#client = client;
    const { FilterCriteria, DynamoDBStreamParameters } = options.properties.SourceParameters;
    this.#patterns = FilterCriteria.Filters.map(
      ({ Pattern }) => JSON.parse(Pattern) as EventPattern,
    );
    this.#reader = new ChangeStreamReader({
      client,
      streamArn: options.engineStreamArn,
      limit: DynamoDBStreamParameters.BatchSize,
      // None: from the first record on, as TRIM_HORIZON says.
      positions: [],
      onRecords: (shardId, records) => this.#deliverAll(shardId, records),
      onError: (error) => {
        if (!this.#isStopped) console.error(error);
      },
    });
    if (options.properties.DesiredState === 'STOPPED') this.pause();
    this.#reader.start();
  }

  /** Resolves when all that is on the change stream by now is delivered or given up. */
  caughtUp(): Promise<void> {
    return this.#reader.caughtUp();
  }

  get name(): string {
    return this.#options.name;
  }

  /** Stops the pipe, as an operator can and EventBridge does: changes wait on the stream. */
  pause(): void {
    this.#resumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resume();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#resume();
    await this.#reader.stop();
    this.#client.destroy();
    await this.#endpoint.stop();
  }

  async #deliverAll(shardId: string, records: readonly ChangeRecord[]): Promise<void> {
    await this.#resumed;
    const { clock, properties } = this.#options;
    const events = records
      .map((record) => changeEvent(record, properties.Source, clock))
      .filter((event) => this.#patterns.some((pattern) => matchesEventPattern(pattern, event)));
    if (events.length > 0) await this.#deliver(shardId, events);
  }

  /** Tries a batch until it is delivered or given up; a failed one in halves, as its settings say. */
  async #deliver(shardId: string, events: readonly ChangeEvent[]): Promise<void> {
    const { enrichment, role, target } = this.#options;
    for (let retries = 0; !this.#isStopped; retries += 1) {
      try {
        const sent = await enriched(events, enrichment, role);
        // The target is not called for an empty response.
        if (sent.length > 0) target(sent);
        this.isTrying = false;
        this.#report();
        return;
      } catch (error) {
        this.#report(error instanceof PipeFault ? error.metric : 'ExecutionFailed');
        if (events.length > 1) {
          const half = Math.ceil(events.length / 2);
          await this.#deliver(shardId, events.slice(0, half));
          await this.#deliver(shardId, events.slice(half));
          return;
        }
        if (this.#isOver(events, retries)) {
          this.isTrying = false;
          this.#giveUp(shardId, events, error);
          return;
        }
        this.isTrying = true;
        await delay(retryPauseMs);
      }
    }
  }

  /** The metrics of one execution. */
  #report(failure?: (typeof pipeFailures)[number]): void {
    const { cloudwatch, name, clock } = this.#options;
    for (const MetricName of ['Invocations', ...pipeFailures]) {
      const value = MetricName === 'Invocations' || MetricName === failure ? 1 : 0;
      const Dimensions = { PipeName: name };
      cloudwatch.put(
        { Namespace: 'AWS/EventBridge/Pipes', MetricName, Dimensions },
        value,
        clock.now(),
      );
    }
  }

  #isOver(events: readonly ChangeEvent[], retries: number): boolean {
    const { MaximumRetryAttempts, MaximumRecordAgeInSeconds } = this.#settings;
    const oldest = Math.min(...events.map((one) => one.dynamodb.ApproximateCreationDateTime));
    const age = this.#options.clock.now() / 1000 - oldest;
    const hasRetriesLeft = MaximumRetryAttempts === -1 || retries < MaximumRetryAttempts;
    return !hasRetriesLeft || (MaximumRecordAgeInSeconds !== -1 && age > MaximumRecordAgeInSeconds);
  }

  #giveUp(shardId: string, events: readonly ChangeEvent[], error: unknown): void {
    const { role, properties, deadLetterQueue } = this.#options;
    role.mustUse('sqs:SendMessage', this.#settings.DeadLetterConfig.Arn);
    const numbers = events.map(({ dynamodb }) => dynamodb.SequenceNumber);
    deadLetterQueue.send({
      error: String(error),
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: numbers[0],
        endSequenceNumber: numbers.at(-1),
        batchSize: events.length,
        streamArn: properties.Source,
      },
    });
  }

  get #settings() {
    return this.#options.properties.SourceParameters.DynamoDBStreamParameters;
  }
}
