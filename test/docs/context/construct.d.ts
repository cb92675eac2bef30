/**
 * Names that examples of `material-market/construct` use without declaring them. `this` is a stack
 * in them.
 */
import type { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunctionResource } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { MaterialMarket } from 'material-market/construct';

export { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
export { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
export { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
export { Rule } from 'aws-cdk-lib/aws-events';
export { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
export { RetentionDays } from 'aws-cdk-lib/aws-logs';
export * from 'material-market/construct';

/** A market of the stack. */
export declare const market: MaterialMarket;
/** Functions of the game. */
export declare const gameServer: LambdaFunctionResource;
export declare const notifyPlayer: LambdaFunctionResource;
export declare const statistics: LambdaFunctionResource;
/** A server of the game in a container. */
export declare const taskDefinition: TaskDefinition;
/** The role of an operator of the market. */
export declare const operator: IGrantable;
export declare const bus: EventBus;
export declare const topic: Topic;
export declare const nightShift: Topic;
