import type { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** When a market raises an alarm, and who hears it. */
export interface AlarmOptions {
  /**
   * Told when an alarm goes off, and when it is over.
   * @default - nobody: the alarms are seen in CloudWatch
   */
  readonly topic?: ITopic | undefined;

  /**
   * Orders wait longer than this for the matcher.
   * @default Duration.minutes(1)
   */
  readonly iteratorAge?: Duration | undefined;

  /**
   * One order of a hundred takes longer than this from its acceptance to the end of its matching.
   * @default Duration.seconds(10)
   */
  readonly matchLatency?: Duration | undefined;
}
