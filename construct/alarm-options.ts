import type { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** When a market raises an alarm, and which topic is notified. */
export interface AlarmOptions {
  /**
   * Topic that is notified when an alarm goes off, and when it is over.
   * @default - no notification: the alarms are visible in CloudWatch
   */
  readonly topic?: ITopic | undefined;

  /**
   * Maximum time that orders wait for the matcher.
   * @default Duration.minutes(1)
   */
  readonly iteratorAge?: Duration | undefined;

  /**
   * Maximum time from an order's acceptance to the end of its matching, for 99 orders of 100.
   * @default Duration.seconds(10)
   */
  readonly matchLatency?: Duration | undefined;
}
