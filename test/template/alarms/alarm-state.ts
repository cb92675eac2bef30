import type { Series } from './cloudwatch.js';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** How an alarm comes from data points to its state. */
export interface AlarmRule {
  /** N: the data points that are looked at. */
  readonly evaluationPeriods: number;
  /** M: how many of them must be breaching. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: 'missing' | 'notBreaching' | 'breaching' | 'ignore';
  readonly isBreaching: (value: number) => boolean;
}

/**
 * CloudWatch asks for more data points than an alarm looks at, so that some may be missing. How many
 * more is not documented but for the examples of its user guide: five for three.
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/**
 * The state of an alarm by "Configuring how CloudWatch alarms treat missing data" in CloudWatch's
 * user guide. The points are those of the evaluation range, the newest first.
 */
export function nextAlarmState(points: Series, rule: AlarmRule, current: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData, isBreaching } = rule;
  const real = points.filter((value) => value !== undefined);
  const breaching = real.slice(0, evaluationPeriods).filter(isBreaching).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  // Enough real points: how missing ones are treated does not matter.
  if (real.length >= evaluationPeriods) return 'OK';
  if (treatMissingData === 'notBreaching') return 'OK';
  if (treatMissingData === 'breaching') {
    const filled = evaluationPeriods - real.length;
    return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
  }
  if (real.some((value) => !isBreaching(value))) return 'OK';
  if (treatMissingData === 'ignore') return current;
  // Breaching for so long that the missing points could make no difference.
  const oldest = points.findLastIndex((value) => value !== undefined);
  return oldest + 1 >= datapointsToAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
}
