import type { Market } from '../engine/market.js';
import { createIntake } from '../intake/handler.js';
import { createMatcher, type MatcherHandler } from '../matcher/handler.js';
import { MarketError } from '../model/errors.js';
import { OrderIdFactory } from '../model/order-id.js';
import { marketRulesSchema } from '../model/rules.js';
import { parseRequest } from '../model/validation.js';
import { DynamoStore } from '../store/dynamodb/dynamo-store.js';
import { createSweeper } from '../sweeper/handler.js';
import { Cleanups } from './cleanups.js';
import { startTables } from './database/start-tables.js';
import type { Clients, LocalTables } from './database/tables.js';
import { startHttpServer } from './http/http-server.js';
import type { LocalMarketOptions } from './options.js';
import { Sweeping } from './sweeping.js';
import { Checkpoints } from './wake-up/checkpoints.js';
import type { EventSourceMappingSettings } from './wake-up/event-source-mapping.js';
import { WakeUpPipeline } from './wake-up/wake-up-pipeline.js';

/** More often than on AWS, where each sweep costs money. */
const defaultSweepIntervalMs = 5_000;
const defaultHost = '127.0.0.1';

/** Parts that a test may replace. */
export interface RuntimeParts {
  /** Gets the matcher, and returns the handler to invoke in its place. */
  readonly instrument?: (matcher: MatcherHandler) => MatcherHandler;
  readonly eventSource?: Partial<EventSourceMappingSettings>;
}

/** A running market. */
export interface Runtime {
  readonly url: string;
  readonly market: Market;
  readonly tables: LocalTables;
  readonly clients: Clients;
  readonly pipeline: WakeUpPipeline;
  readonly sweeping: Sweeping;
  /** May be called again; returns the same promise. */
  stop(): Promise<void>;
}

/** Starts all parts of a local market, or none. */
export async function startRuntime(
  options: LocalMarketOptions = {},
  parts: RuntimeParts = {},
): Promise<Runtime> {
  const cleanups = new Cleanups();
  try {
    return await start(options, parts, cleanups);
  } catch (error) {
    await cleanups.run().catch(() => {});
    throw error;
  }
}

async function start(
  options: LocalMarketOptions,
  { instrument = (matcher) => matcher, eventSource }: RuntimeParts,
  cleanups: Cleanups,
): Promise<Runtime> {
  const { port = 0, host = defaultHost, now = Date.now } = options;
  const onError = options.onError ?? ((error) => console.error(error));
  const rules = parseRequest(marketRulesSchema, options.rules ?? {}, 'rules');
  const { clients, tables, streamArn } = await startTables(options, cleanups);
  const market: Market = { store: new DynamoStore(clients.dynamodb, tables), rules, now };

  const pipeline = await WakeUpPipeline.start({
    streams: clients.streams,
    streamArn,
    checkpoints: new Checkpoints(clients.dynamodb, tables.checkpoints, streamArn),
    createMatcher: (onFailure) => instrument(createMatcher({ market, onFailure })),
    onError,
    settings: eventSource,
  });
  cleanups.add(() => pipeline.stop());

  const { sweepIntervalMs = defaultSweepIntervalMs } = options;
  const sweeper = createSweeper({
    market,
    onFailure: ({ what, name, error }) =>
      onError(new Error(`sweeping failed for ${what} ${name}`, { cause: error })),
  });
  const sweeping = new Sweeping(sweeper, sweepIntervalMs, onError);
  cleanups.add(() => sweeping.stop());

  const server = await startHttpServer({
    host,
    port,
    intake: createIntake({
      market,
      orderIds: new OrderIdFactory(now),
      onFault: (cause, requestId) =>
        onError(
          new MarketError(cause.code, `request ${requestId} failed: ${cause.message}`, { cause }),
        ),
    }),
    onChange: () => pipeline.hurry(),
    onError,
  });
  cleanups.add(() => server.stop());

  const stop = () => cleanups.run();
  return { url: server.url, market, tables, clients, pipeline, sweeping, stop };
}
