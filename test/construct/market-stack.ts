import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { handlersContextKey } from '../../construct/assets.js';
import { MaterialMarket, type MaterialMarketProps } from '../../construct/index.js';
import { handlerNames } from '../../src/deployment/handlers.js';

/** An app whose markets have stand-ins for their handlers, so that nothing has to be built. */
export function createApp(options: { readonly outdir?: string } = {}): App {
  return new App({ ...options, context: { [handlersContextKey]: standInHandlers() } });
}

/** A stack with a market in it. */
export function createMarket(
  props?: MaterialMarketProps | ((stack: Stack) => MaterialMarketProps),
  app = createApp(),
): { readonly app: App; readonly stack: Stack; readonly market: MaterialMarket } {
  const stack = new Stack(app, 'Game');
  const given = typeof props === 'function' ? props(stack) : props;
  return { app, stack, market: new MaterialMarket(stack, 'Market', given) };
}

/** Markets with every option that changes the resources. */
export const variants: Readonly<Record<string, (stack: Stack) => MaterialMarketProps>> = {
  default: () => ({}),
  everything: (stack) => ({
    rules: { saleFeeBasisPoints: 250 },
    shardCount: 2,
    enhancedFanOut: true,
    tracing: true,
    alarms: {
      topic: new Topic(stack, 'Alerts', { enforceSSL: true }),
      iteratorAge: Duration.minutes(5),
    },
    dashboard: true,
    events: { bus: new EventBus(stack, 'Bus') },
    sweepInterval: Duration.minutes(5),
  }),
  throwaway: () => ({
    removalPolicy: RemovalPolicy.DESTROY,
    functionUrl: 'NONE',
  }),
  public: () => ({ functionUrl: 'PUBLIC_WITHOUT_AUTHENTICATION' }),
};

let handlers: string | undefined;

function standInHandlers(): string {
  if (handlers === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'material-market-handlers-'));
    handlers = folder;
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    for (const name of handlerNames) {
      mkdirSync(join(handlers, name));
      writeFileSync(join(handlers, name, 'index.mjs'), `export const handler = '${name}';\n`);
    }
  }
  return handlers;
}
