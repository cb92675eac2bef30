import { expect } from 'vitest';
import { ordersTable } from '../../../src/deployment/tables.js';
import type { Throttle } from '../dynamodb-endpoint.js';
import { PipeFault, pipeFailures } from '../pipe-targets.js';
import type { Cause } from './cause.js';
import type { WatchedRun } from './watched-run.js';

const hour = 3_600_000;

const piping: readonly Cause[] = [
  ...pipeFailures.map((metric) => ({
    alarm: 'WakeUpPipeFailures',
    cause: `the pipe to the stream meets ${metric}`,
    minutes: 5,
    busyMinutes: 3,
    each: (run: WatchedRun) => meetAtTarget(run, run.stream, metric, 'WakeUp'),
  })),
  ...pipeFailures.map((metric) => ({
    alarm: 'EventPipeFailures',
    cause: `the pipe to the bus meets ${metric}`,
    minutes: 5,
    busyMinutes: 3,
    each: (run: WatchedRun) => meetAtTarget(run, run.bus, metric, 'Event'),
  })),
  {
    alarm: 'EventPipeStopped',
    cause: 'the pipe to the bus is stopped',
    minutes: 16,
    begin: (run) => run.pipe('Event').pause(),
    each: async (run) => {
      await run.post();
      await run.pipe('WakeUp').caughtUp();
      await run.deployment.matched();
    },
    end: (run) => run.pipe('Event').resume(),
  },
  {
    alarm: 'WakeUpDeadLetters',
    cause: 'the stream takes nothing for half a day',
    minutes: 3,
    begin: async (run) => {
      const { deployment } = run;
      run.stream.fault = new Error('throttled');
      await run.post();
      await expect.poll(() => run.pipe('WakeUp').isTrying).toBe(true);
      deployment.clock.skip(13 * hour);
      await deployment.settled();
      run.stream.fault = undefined;
      // What was not swept meanwhile is another alarm's.
      for (let minute = 0; minute < 12; minute += 1) await run.pass();
    },
    end: (run) => {
      run.queue('WakeUp').length = 0;
    },
  },
  {
    alarm: 'EventDeadLetters',
    cause: 'the bus refuses an event',
    minutes: 3,
    begin: async (run) => {
      run.bus.refuses = () => true;
      await run.trade();
      run.bus.refuses = () => false;
    },
    end: (run) => {
      run.queue('Events').length = 0;
    },
  },
];

/** Has a pipe meet a fault at its target for a moment. */
async function meetAtTarget(
  run: WatchedRun,
  target: { fault: Error | undefined },
  MetricName: (typeof pipeFailures)[number],
  name: 'WakeUp' | 'Event',
): Promise<void> {
  const { deployment, now } = run;
  const Dimensions = { PipeName: run.pipe(name).name };
  const metric = { Namespace: 'AWS/EventBridge/Pipes', MetricName, Dimensions };
  target.fault = new PipeFault(MetricName);
  await run.post();
  await expect
    .poll(() => deployment.cloudwatch.maximumSince(metric, now), { timeout: 20_000, interval: 5 })
    .toBe(1);
  target.fault = undefined;
  await deployment.settled();
}

const [{ indexName }] = ordersTable.globalSecondaryIndexes;

const throttling: readonly Cause[] = [
  {
    alarm: 'IntakeThrottles',
    cause: 'Lambda throttles the intake once a minute',
    minutes: 5,
    busyMinutes: 3,
    each: (run) => {
      run.fn('Intake').throttles = 1;
      return run.trade();
    },
  },
  {
    alarm: 'MatcherThrottles',
    cause: 'Lambda throttles the matcher once a minute',
    minutes: 5,
    busyMinutes: 3,
    each: (run) => {
      run.fn('Matcher').throttles = 1;
      return run.trade();
    },
  },
  ...(
    [
      { kind: 'Read', table: 'Orders' },
      { kind: 'Write', table: 'Orders' },
      { kind: 'Read', table: 'Orders', index: indexName },
      { kind: 'Write', table: 'Orders', index: indexName },
      { kind: 'Read', table: 'Ledger' },
      { kind: 'Write', table: 'Ledger' },
    ] satisfies Throttle[]
  ).map(({ kind, table, index }: Throttle) => ({
    alarm: 'TableThrottles',
    cause: `the ${table} table throttles a ${kind.toLowerCase()}${index ? ` of ${index}` : ''}`,
    minutes: 5,
    busyMinutes: 3,
    each: async (run: WatchedRun) => {
      const { MATERIAL_MARKET_ORDERS_TABLE: orders, MATERIAL_MARKET_LEDGER_TABLE: ledger } =
        run.game.environment;
      const name = (table === 'Orders' ? orders : ledger) ?? '';
      run.fn('Intake').dynamodb.throttle = { kind, table: name, index };
      await run.post();
      await run.game.marketByUrl.listOrders({ account: 'ada' });
      await run.game.marketByUrl.getOrderBook('wheat:0');
      await run.game.marketByUrl.getTicker('wheat:0');
      await run.deployment.settled();
      expect(run.fn('Intake').dynamodb.throttle).toBeUndefined();
    },
  })),
];

/** What goes wrong in the services between them. */
export const serviceCauses: readonly Cause[] = [...piping, ...throttling];
