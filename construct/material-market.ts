import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import {
  type EventSourceMapping,
  type FunctionUrl,
  FunctionUrlAuthType,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Schedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { environmentVariables } from '../src/deployment/environment.js';
import type { MarketEventType } from '../src/deployment/events.js';
import { grantInvocation, refuseOtherAccount } from './accounts.js';
import { MarketAlarms } from './alarms.js';
import type { ChangePipe } from './change-pipe.js';
import { createDashboard } from './dashboard.js';
import { createFunctions } from './functions.js';
import { refuseUnknownProps } from './known-props.js';
import { createEventPipe, rulePattern } from './market-events.js';
import { MeasuredMarket } from './metrics.js';
import { grantOnTables, permissions } from './permissions.js';
import type { MaterialMarketProps } from './props.js';
import { functionUrlIn, warnWithoutPipes } from './regions.js';
import { createSweeperSchedule } from './sweeper-schedule.js';
import { createTables } from './tables.js';
import { WakeUpPipeline } from './wake-up-pipeline.js';

/**
 * A whole market in your stack: tables, intake, matching and what keeps it in order. Its functions
 * come built with the package, so that your app needs no bundler.
 *
 * @example
 * ```ts
 * const market = new MaterialMarket(this, 'Market', {
 *   rules: { saleFeeBasisPoints: 250 },
 *   alarms: true,
 * });
 * market.connect(gameServer); // MarketClient.fromEnvironment() works in it from now on
 * ```
 */
export class MaterialMarket extends MeasuredMarket {
  /** Open orders; its change stream wakes the matcher. */
  override readonly ordersTable: ITable;
  /** Everything else: trades, order records, delivery boxes, receipts. */
  override readonly ledgerTable: ITable;
  /** The market's front door. */
  override readonly intake: LambdaFunction;
  /** The intake's URL; undefined with `functionUrl: 'NONE'`, and in regions that have none. */
  readonly functionUrl: FunctionUrl | undefined;
  /** From the Orders table to the stream, with its dead-letter queue. */
  override readonly wakeUpPipe: ChangePipe;
  /** Wake-ups, in order per material. */
  readonly stream: Stream;
  /** By which Kinesis pushes records to the matcher; undefined without `enhancedFanOut`. */
  readonly streamConsumer: StreamConsumer | undefined;
  override readonly matcher: LambdaFunction;
  /** From the stream to the matcher. */
  override readonly matcherEventSource: EventSourceMapping;
  /** Records that the matcher gave up. */
  readonly failureBucket: Bucket;
  override readonly sweeper: LambdaFunction;
  /** Runs the sweeper at regular times. */
  readonly sweeperSchedule: Schedule;
  /** From the Ledger table to the bus, with its dead-letter queue; undefined without `events`. */
  override readonly eventPipe: ChangePipe | undefined;
  /** Turns changes of the Ledger into events, within the pipe; undefined without `events`. */
  readonly enrichment: LambdaFunction | undefined;
  /** Undefined without `alarms`. */
  readonly alarms: MarketAlarms | undefined;
  /** Undefined without `dashboard`. */
  readonly dashboard: Dashboard | undefined;
  /**
   * Environment variables for `MarketClient.fromEnvironment()`, for servers that are not Lambda
   * functions; they need {@link MaterialMarket.grantTrade} and {@link MaterialMarket.grantRead}.
   */
  readonly clientEnvironment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: MaterialMarketProps = {}) {
    super(scope, id);
    refuseUnknownProps(props);
    warnWithoutPipes(this);
    const {
      removalPolicy = RemovalPolicy.RETAIN,
      held = false,
      logRetention = RetentionDays.ONE_MONTH,
      sweepInterval = Duration.minutes(1),
      tracing = false,
      deadLetterQueueProps,
    } = props;
    const tables = createTables(this, {
      removalPolicy,
      hasEvents: props.events !== undefined,
      restoredTables: props.restoredTables,
      ordersTableProps: props.ordersTableProps,
      ledgerTableProps: props.ledgerTableProps,
    });
    this.ordersTable = tables.orders;
    this.ledgerTable = tables.ledger;

    const functions = createFunctions(this, this.#tables, props);
    this.intake = functions.intake;
    this.matcher = functions.matcher;
    this.sweeper = functions.sweeper;
    const functionUrl = functionUrlIn(this, props.functionUrl);
    if (functionUrl !== 'NONE') {
      const authType =
        functionUrl === 'IAM' ? FunctionUrlAuthType.AWS_IAM : FunctionUrlAuthType.NONE;
      this.functionUrl = this.intake.addFunctionUrl({ authType });
    }

    const wakeUp = new WakeUpPipeline(this, 'WakeUp', {
      ordersTable: this.ordersTable,
      matcher: this.matcher,
      held,
      logRetention,
      removalPolicy,
      shardCount: props.shardCount ?? 1,
      enhancedFanOut: props.enhancedFanOut ?? false,
      streamProps: props.streamProps,
      pipeProps: props.pipeProps,
      deadLetterQueueProps,
      failureBucketProps: props.failureBucketProps,
      eventSourceProps: props.matcherEventSourceProps,
    });
    this.wakeUpPipe = wakeUp.pipe;
    this.stream = wakeUp.stream;
    this.streamConsumer = wakeUp.streamConsumer;
    this.matcherEventSource = wakeUp.eventSource;
    this.failureBucket = wakeUp.failureBucket;
    this.sweeperSchedule = createSweeperSchedule(this, {
      sweeper: this.sweeper,
      interval: sweepInterval,
      held,
    });
    if (props.events) {
      const { pipe, enrichment } = createEventPipe(this, props.events, {
        ledgerTable: this.ledgerTable,
        held,
        logRetention,
        tracing,
        deadLetterQueueProps,
      });
      this.eventPipe = pipe;
      this.enrichment = enrichment;
    }

    this.clientEnvironment = {
      [environmentVariables.intakeFunction]: this.intake.functionName,
      [environmentVariables.ordersTable]: this.ordersTable.tableName,
      [environmentVariables.ledgerTable]: this.ledgerTable.tableName,
    };
    if (props.alarms) {
      const options = props.alarms === true ? {} : props.alarms;
      this.alarms = new MarketAlarms(this, 'Alarms', { market: this, options, sweepInterval });
      // Otherwise the alarm would miss sweeps before the schedule exists.
      this.alarms.alarms.SweepsMissing?.node.addDependency(
        this.sweeperSchedule,
        this.wakeUpPipe.cfnPipe,
      );
    }
    if (props.dashboard) this.dashboard = createDashboard(this, this);
  }

  get #tables() {
    return { orders: this.ordersTable, ledger: this.ledgerTable };
  }

  /**
   * Allows a game server to do everything that the API offers, for every account: post and cancel
   * orders, collect deliveries. It may use Lambda's API, and the Function URL if that takes IAM.
   *
   * A caller of another account is allowed by the intake's own policy. The caller's account has to
   * allow it the same actions on the intake's ARN, which this app cannot do.
   *
   * @example
   * ```ts
   * market.grantTrade(taskDefinition.taskRole);
   * ```
   */
  grantTrade(grantee: IGrantable): Grant {
    const takesIam = this.functionUrl?.authType === FunctionUrlAuthType.AWS_IAM;
    return grantInvocation(this.intake, grantee, { byUrl: takesIam });
  }

  /**
   * Allows a grantee to read both tables directly: `GetItem` and `Query`, no scan and no write.
   * Throws a `MarketError` with code `CONFIGURATION` for a grantee of another account, which cannot
   * read them.
   *
   * @example
   * ```ts
   * market.grantRead(statistics); // a function that makes charts
   * ```
   */
  grantRead(grantee: IGrantable): Grant {
    refuseOtherAccount(this, grantee);
    return grantOnTables(this.#tables, grantee, permissions.reader);
  }

  /**
   * Grants trading and reading to a function of the game, and sets the environment variables with
   * which `MarketClient.fromEnvironment()` finds the market. Throws as {@link
   * MaterialMarket.grantRead} does.
   *
   * @example
   * ```ts
   * market.connect(gameServer);
   * ```
   */
  connect(gameServer: LambdaFunction): void {
    this.grantTrade(gameServer);
    this.grantRead(gameServer);
    for (const [name, value] of Object.entries(this.clientEnvironment)) {
      gameServer.addEnvironment(name, value);
    }
  }

  /**
   * The pattern of an EventBridge rule for one type of this market's events. The bus must be the
   * one that `events` names.
   *
   * @example
   * ```ts
   * new Rule(this, 'OnFill', {
   *   eventBus: bus,
   *   eventPattern: market.eventPattern('OrderClosed'),
   *   targets: [new LambdaFunction(notifyPlayer)],
   * });
   * ```
   */
  eventPattern(type: MarketEventType): EventPattern {
    return rulePattern(type, this.ledgerTable);
  }
}
