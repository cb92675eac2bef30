import { expect } from 'vitest';
import { dynamoDBFaults } from '../dynamodb-endpoint.js';
import type { Cause } from './cause.js';
import type { WatchedRun } from './watched-run.js';

const second = 1_000;

const poison = { partitionKey: 'iron', data: Buffer.from('{"what":"is this"}') };
async function poisonStream(run: WatchedRun): Promise<void> {
  run.stream.putRecords([poison]);
  await run.deployment.settled();
}

const matching: readonly Cause[] = [
  {
    alarm: 'IteratorAge',
    cause: 'the matcher lags two minutes behind',
    minutes: 8,
    begin: (run) => {
      run.stream.isHeld = true;
    },
    each: async (run) => {
      await run.post();
      await run.pipe('WakeUp').caughtUp();
      run.stream.releaseOlderThan(100 * second);
      await run.deployment.settled();
    },
    end: (run) => run.stream.release(),
  },
  {
    alarm: 'MatchLatency',
    cause: 'every order waits for 20 seconds',
    minutes: 6,
    busyMinutes: 4,
    each: async (run) => {
      run.stream.isHeld = true;
      await run.post();
      await run.pipe('WakeUp').caughtUp();
      run.deployment.clock.skip(20 * second);
      run.stream.release();
      await run.deployment.settled();
    },
  },
  {
    alarm: 'MatcherErrors',
    cause: 'the matcher crashes once a minute',
    minutes: 6,
    busyMinutes: 4,
    each: async (run) => {
      run.fn('Matcher').crashes = 1;
      await run.trade();
    },
  },
  {
    alarm: 'FailedWakeUps',
    cause: 'records that cannot be read',
    minutes: 6,
    busyMinutes: 4,
    each: poisonStream,
  },
  {
    alarm: 'FailedRecords',
    cause: 'one record that cannot be read',
    minutes: 3,
    begin: poisonStream,
  },
  {
    alarm: 'DroppedRecords',
    cause: 'one record that cannot be read, and no bucket for it',
    minutes: 3,
    begin: async (run) => {
      run.deployment.bucketFault = new Error('NoSuchBucket');
      await poisonStream(run);
    },
    end: (run) => {
      run.deployment.bucketFault = undefined;
    },
  },
];

const intake: readonly Cause[] = [
  {
    alarm: 'IntakeErrors',
    cause: 'the intake crashes once a minute',
    minutes: 4,
    each: (run) => {
      run.fn('Intake').crashes = 1;
      return run.trade();
    },
  },
  {
    alarm: 'IntakeFaults',
    cause: 'the intake has lost a permission',
    minutes: 4,
    each: async (run) => {
      const { dynamodb } = run.fn('Intake');
      dynamodb.fault = dynamoDBFaults.denied;
      await expect(run.post()).rejects.toThrow('the market is not configured correctly');
      dynamodb.fault = undefined;
    },
    end: (run) => {
      run.fn('Intake').dynamodb.fault = undefined;
    },
  },
];

const sweeping: readonly Cause[] = [
  {
    alarm: 'SweeperErrors',
    cause: 'the sweeper crashes',
    minutes: 6,
    busyMinutes: 4,
    each: async (run) => {
      run.fn('Sweeper').crashes = 1;
    },
    end: (run) => {
      run.fn('Sweeper').crashes = 0;
    },
  },
  {
    alarm: 'SweepsMissing',
    cause: 'the schedule of the sweeper is gone',
    minutes: 14,
    begin: (run) => {
      run.hasSchedule = false;
    },
    end: (run) => {
      run.hasSchedule = true;
    },
  },
  {
    alarm: 'SweepFailures',
    cause: 'the sweeper has lost its permissions',
    minutes: 6,
    begin: (run) => {
      run.fn('Sweeper').dynamodb.fault = dynamoDBFaults.denied;
    },
    end: (run) => {
      run.fn('Sweeper').dynamodb.fault = undefined;
    },
  },
  {
    alarm: 'LateWakeUps',
    cause: 'the pipe to the stream is stopped',
    minutes: 6,
    begin: async (run) => {
      run.pipe('WakeUp').pause();
      await run.post();
    },
    end: (run) => run.pipe('WakeUp').resume(),
  },
  {
    alarm: 'LateWakeUps',
    cause: 'the mapping of the matcher is disabled',
    minutes: 6,
    begin: async (run) => {
      run.stream.isHeld = true;
      await run.post();
    },
    end: (run) => run.stream.release(),
  },
  {
    alarm: 'OrdersSetAside',
    cause: 'the matcher finds an order without its record',
    minutes: 3,
    begin: async (run) => {
      run.stream.isHeld = true;
      await run.loseRecord(await run.post());
      await run.pipe('WakeUp').caughtUp();
      run.stream.release();
      await run.deployment.settled();
    },
  },
  {
    alarm: 'OrdersSetAside',
    cause: 'the sweeper finds an order without its record',
    minutes: 6,
    begin: async (run) => {
      run.stream.isHeld = true;
      await run.loseRecord(await run.post());
    },
    end: (run) => run.stream.release(),
  },
];

/** What goes wrong in and around the functions. */
export const functionCauses: readonly Cause[] = [...matching, ...intake, ...sweeping];
