import { MarketClient } from '../client/market-client.js';
import { LocalMarket } from './local-market.js';
import type { LocalMarketOptions } from './options.js';
import { type Runtime, type RuntimeParts, startRuntime } from './runtime.js';

const started: { stop(): Promise<void> }[] = [];

/** Stops what a test has started: for `afterEach`. */
export async function stopMarkets(): Promise<void> {
  await Promise.all(started.splice(0).map((market) => market.stop()));
}

export async function startMarket(options?: LocalMarketOptions): Promise<LocalMarket> {
  const market = await LocalMarket.start(options);
  started.push(market);
  return market;
}

export async function startParts(
  parts: RuntimeParts,
  options: LocalMarketOptions = {},
): Promise<Runtime & { client: MarketClient }> {
  const runtime = await startRuntime({ onError: () => {}, ...options }, parts);
  started.push(runtime);
  return { ...runtime, client: new MarketClient({ url: runtime.url }) };
}

export function sell(material: string, account = 'ada') {
  return { account, material, quantity: 10, pricePerUnit: 10 };
}

/** Trades with {@link sell}, at its price. */
export function buy(material: string, account = 'bob') {
  return { account, material, quantity: 10, pricePerUnit: 12 };
}
