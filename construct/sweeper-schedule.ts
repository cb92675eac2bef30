import { type Duration, Stack } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';

/** Runs the sweeper at regular times. */
export function createSweeperSchedule(
  scope: Construct,
  {
    sweeper,
    interval,
    held,
  }: {
    readonly sweeper: LambdaFunction;
    readonly interval: Duration;
    readonly held: boolean;
  },
): Schedule {
  const role = new Role(scope, 'SweeperScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  Grant.addToPrincipal({
    grantee: role,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [sweeper.functionArn],
  });
  const schedule = new Schedule(scope, 'SweeperSchedule', {
    description: 'Closes expired orders, and wakes materials whose wake-up was lost.',
    schedule: ScheduleExpression.rate(interval),
    enabled: !held,
    // The next sweep does what a failed one left undone.
    target: {
      bind: () => ({
        arn: sweeper.functionArn,
        role,
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      }),
    },
  });
  schedule.node.addDependency(role);
  return schedule;
}
