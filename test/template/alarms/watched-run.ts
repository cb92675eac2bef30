import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { Order } from 'material-market';
import { orderRecordKey } from '../../../src/store/dynamodb/items/order-record.js';
import { keyAttributes } from '../../../src/store/keys.js';
import type { Deployment } from '../deployment.js';
import type { EventBus } from '../event-bus.js';
import type { GameServer } from '../game-server.js';
import type { Kinesis } from '../kinesis.js';
import type { LambdaFunction } from '../lambda-function.js';
import type { Pipe } from '../pipe.js';
import type { AlarmState } from './alarm-state.js';
import { type Alarm, alarmsOf } from './alarms.js';
import { flawedAlarms } from './flawed-alarms.js';

const minute = 60_000;
/**
 * CloudWatch evaluates alarms as soon as the minute is over, when the values of that minute may be
 * there already, or come a minute and a half later.
 */
const delays = [0, 1.5 * minute];

interface WatchedAlarm {
  readonly alarm: Alarm;
  /** One state for each of the delays. */
  states: AlarmState[];
  /** Whether the alarm went off since this was last reset, for each of the delays. */
  fired: boolean[];
}

/** A market that trades minute by minute of the run's own clock, while its alarms are evaluated. */
export class WatchedRun {
  readonly alarms: readonly Alarm[];
  readonly flawed: ReturnType<typeof flawedAlarms>;
  /** Whether the schedule of the sweeper is there. */
  hasSchedule = true;
  readonly #watched: readonly WatchedAlarm[];
  readonly #flawed: readonly WatchedAlarm[];
  #nextSweep = 0;
  #orders = 0;

  constructor(
    readonly deployment: Deployment,
    readonly game: GameServer,
  ) {
    this.alarms = alarmsOf(deployment.template);
    this.#watched = this.alarms.map(watch);
    this.flawed = flawedAlarms(this.alarms);
    this.#flawed = this.flawed.map(({ alarm }) => watch(alarm));
    this.forget();
  }

  get stream(): Kinesis {
    return this.deployment.onlyStream;
  }

  get bus(): EventBus {
    return present(this.deployment.buses[0], 'bus');
  }

  pipe(name: 'WakeUp' | 'Event'): Pipe {
    return present(
      this.deployment.pipes.find((pipe) => pipe.name.includes(name)),
      `pipe ${name}`,
    );
  }

  fn(name: 'Intake' | 'Matcher' | 'Sweeper'): LambdaFunction {
    return this.deployment.function(name);
  }

  /** What lies in the dead-letter queue of a pipe. */
  queue(name: 'WakeUp' | 'Events'): unknown[] {
    const queue = [...this.deployment.queues].find(([queueName]) => queueName.includes(name));
    return present(queue, `queue ${name}`)[1];
  }

  get now(): number {
    return this.deployment.clock.now();
  }

  /** Alarms that went off whichever way their values came, since the last time of forgetting. */
  get fired(): readonly string[] {
    return this.#watched
      .filter(({ fired }) => fired.every((hasFired) => hasFired))
      .map(({ alarm }) => alarm.name);
  }

  /** The flawed alarms that went off whichever way their values came. */
  get flawedFired(): readonly Alarm[] {
    return this.#flawed
      .filter(({ fired }) => fired.every((hasFired) => hasFired))
      .map(({ alarm }) => alarm);
  }

  /** Alarms that went off at all. */
  get firedOnce(): readonly string[] {
    return this.#watched
      .filter(({ fired }) => fired.some((hasFired) => hasFired))
      .map(({ alarm }) => alarm.name);
  }

  /** Alarms that are on. */
  get standing(): readonly string[] {
    return this.#watched
      .filter(({ states }) => states.includes('ALARM'))
      .map(({ alarm }) => alarm.name);
  }

  /** From now on, no alarm has gone off. */
  forget(): void {
    for (const watched of this.#everyAlarm) watched.fired = delays.map(() => false);
  }

  /** Lets one minute go by in which something happens, and looks at the alarms. */
  async minute(act?: () => Promise<unknown>): Promise<void> {
    await this.pass(act);
    for (const watched of this.#everyAlarm) {
      watched.states = delays.map((delay, index) =>
        watched.alarm.stateAt(
          this.deployment.cloudwatch,
          this.now,
          delay,
          watched.states[index] as AlarmState,
        ),
      );
      watched.fired = watched.states.map(
        (state, index) => state === 'ALARM' || watched.fired[index] === true,
      );
    }
  }

  /** The same without evaluating the alarms. */
  async pass(act?: () => Promise<unknown>): Promise<void> {
    await act?.();
    if (this.hasSchedule && this.now >= this.#nextSweep) await this.#sweep();
    this.deployment.reportQueues();
    this.deployment.clock.skip(minute - (this.now % minute));
  }

  /** Two orders that trade with each other; gives the first of them. */
  async post(): Promise<Order> {
    this.#orders += 1;
    const order = { material: `wheat:${this.#orders % 4}`, quantity: 5, pricePerUnit: 2 };
    const sell = await this.game.market.sell({ ...order, account: 'ada' });
    await this.game.market.buy({ ...order, account: 'ben' });
    return sell;
  }

  /** Takes the record of an order away, as where the tables were restored to different instants. */
  async loseRecord(order: Order): Promise<void> {
    const { MATERIAL_MARKET_LEDGER_TABLE: TableName } = this.game.environment;
    const Key = keyAttributes(orderRecordKey(order.orderId));
    await this.deployment.dynamodb.send(new DeleteItemCommand({ TableName, Key }));
  }

  async trade(): Promise<void> {
    await this.post();
    await this.deployment.settled();
  }

  get #everyAlarm(): readonly WatchedAlarm[] {
    return [...this.#watched, ...this.#flawed];
  }

  async #sweep(): Promise<void> {
    const schedule = present(this.deployment.schedules[0], 'schedule');
    this.#nextSweep = this.now - (this.now % minute) + schedule.interval;
    await schedule.fire();
  }
}

function watch(alarm: Alarm): WatchedAlarm {
  return { alarm, states: delays.map(() => 'INSUFFICIENT_DATA' as const), fired: [] };
}

function present<Part>(part: Part | undefined, name: string): Part {
  if (part !== undefined) return part;
  throw new Error(`the template has no ${name}`);
}
