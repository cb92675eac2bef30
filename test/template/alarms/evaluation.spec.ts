import { describe, expect, it } from 'vitest';
import { type AlarmRule, type AlarmState, nextAlarmState } from './alarm-state.js';
import { CloudWatch, type Series } from './cloudwatch.js';
import { evaluateMath } from './metric-math.js';

const points = (text: string): Series =>
  text.split(' ').map((point) => (point === '-' ? undefined : point === 'X' ? 1 : 0));

/** The tables of CloudWatch's user guide on missing data; the oldest point comes first there. */
const retained = 'RETAINED';
const tables: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  '3 of 3': [
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', retained, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - - - X', 'INSUFFICIENT_DATA', retained, 'ALARM', 'OK'],
    ['X - - - -', 'ALARM', retained, 'ALARM', 'OK'],
  ],
  '2 of 3': [
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - X', 'INSUFFICIENT_DATA', retained, 'ALARM', 'OK'],
  ],
};
const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

describe.each(Object.entries(tables))('an alarm on %s', (kind, rows) => {
  const [datapointsToAlarm, evaluationPeriods] = kind.split(' of ').map(Number) as [number, number];
  const cases = rows.flatMap(([given, ...states]) =>
    treatments.map((treatment, index) => [given, treatment, states[index] as string] as const),
  );

  it.each(cases)('given %s, with missing data %s: %s', (given, treatMissingData, state) => {
    const isBreaching = (value: number) => value > 0;
    const rule: AlarmRule = { evaluationPeriods, datapointsToAlarm, treatMissingData, isBreaching };
    for (const current of ['OK', 'ALARM'] satisfies AlarmState[]) {
      expect(nextAlarmState(points(given).toReversed(), rule, current)).toBe(
        state === retained ? current : state,
      );
    }
  });
});

describe('metric math', () => {
  const metrics = new Map<string, Series>([
    ['a', [30, 20, 0, 0]],
    ['b', [20, undefined, 20, undefined]],
    ['c', [undefined, undefined, 1, undefined]],
    ['none', [undefined, undefined, undefined, undefined]],
  ]);

  it.each([
    ['a < b', [0, 0, 1, 0]],
    ['a >= 30', [1, 0, 0, 0]],
    ['a > 15 AND b > 15', [1, 0, 0, 0]],
    ['a + b', [50, 20, 20, 0]],
    ['b + c', [20, undefined, 21, undefined]],
    ['b + none', [20, undefined, 20, undefined]],
    ['FILL(b, 0) + FILL(none, 0)', [20, 0, 20, 0]],
    ['FILL(none, 0)', [undefined, undefined, undefined, undefined]],
    ['SUM([b, c])', [20, undefined, 21, undefined]],
    ['MAX(METRICS())', [30, 20, 20, 0]],
    ['(a > 0) > (b > 0)', [0, 1, 0, 0]],
    ['2 * b / a', [40 / 30, 0, undefined, undefined]],
    ['IF(b > 0, 5, a)', [5, undefined, 5, undefined]],
  ])('%s', (expression, expected) => {
    expect(evaluateMath(expression, metrics)).toEqual(expected);
  });

  it.each([
    ['ANOMALY_DETECTION_BAND(a)', 'cannot evaluate CallExpression'],
    ['a + d', 'no metric has the id d'],
    ['SUM(a)', 'only a list'],
    ['1 + 1', 'not one series'],
  ])('refuses %s', (expression, message) => {
    expect(() => evaluateMath(expression, metrics)).toThrow(message);
  });
});

describe('statistics', () => {
  const metric = { Namespace: 'N', MetricName: 'M', Dimensions: { FunctionName: 'f' } };
  const minute = 60_000;
  const periods = { end: 10 * minute, length: minute, count: 3, delay: 0 };
  const cloudwatch = new CloudWatch();
  cloudwatch.put(metric, [1, 2, 9], 9 * minute);
  cloudwatch.put(metric, 4, 8 * minute - 1);
  cloudwatch.put(metric, 100, 10 * minute);

  it.each([
    ['Sum', [12, undefined, 4]],
    ['Average', [4, undefined, 4]],
    ['Maximum', [9, undefined, 4]],
    ['p50', [2, undefined, 4]],
    ['p99', [9, undefined, 4]],
  ])('%s', (statistic, expected) => {
    expect(cloudwatch.series(metric, statistic, periods)).toEqual(expected);
  });

  it('come late', () => {
    const late = { ...periods, delay: 61_000 };
    expect(cloudwatch.series(metric, 'Sum', late)).toEqual([undefined, undefined, 4]);
  });

  it('are those of exactly these dimensions', () => {
    for (const Dimensions of [{}, { FunctionName: 'g' }, { FunctionName: 'f', Resource: 'f' }]) {
      const other = cloudwatch.series({ ...metric, Dimensions }, 'Sum', periods);
      expect(other).toEqual([undefined, undefined, undefined]);
    }
  });
});
