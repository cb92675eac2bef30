import { type App, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { MaterialMarket, type MaterialMarketProps } from 'material-market/construct';
import { GameStack } from '../../examples/cdk-app/game-stack.js';

/** The stack of the example app, with a game server connected to it as the example says. */
export function exampleStack(app: App): string {
  const stack = new GameStack(app, 'Example');
  stack.market.connect(gameServer(stack));
  return stack.stackName;
}

/** A market that sends events to a bus, and is open to the public. */
export function stackWithEvents(app: App): string {
  const stack = new Stack(app, 'Events');
  return connected(stack, {
    events: { bus: new EventBus(stack, 'Bus') },
    functionUrl: 'PUBLIC_WITHOUT_AUTHENTICATION',
    shardCount: 1,
  });
}

/** A market whose matcher is sent records. */
export function stackWithFanOut(app: App): string {
  return connected(new Stack(app, 'FanOut'), { enhancedFanOut: true });
}

/** A market with all alarms there are, whose sweeper does not run every minute. */
export function watchedStack(app: App): string {
  const stack = new Stack(app, 'Watched');
  return connected(stack, {
    alarms: true,
    events: { bus: new EventBus(stack, 'Bus') },
    shardCount: 1,
    sweepInterval: Duration.minutes(2),
  });
}

function connected(stack: Stack, props: MaterialMarketProps): string {
  new MaterialMarket(stack, 'Market', props).connect(gameServer(stack));
  return stack.stackName;
}

/** A function of the game, to be connected to a market. */
export function gameServer(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'GameServer', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    // Without the managed policy that a function has otherwise.
    role: new Role(stack, 'GameServerRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    }),
  });
}
