import { LocalMarket } from '../local/index.js';
import { parseRules, UsageError, type Values } from './arguments.js';

export async function dev({ port, host, data: dataDir, rules = '{}' }: Values): Promise<void> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port ${port} is not a port`);
  // Whoever listened may have gone, as with `| head`: that must not end the market.
  process.stdout.on('error', () => {});
  const market = await LocalMarket.start({
    port: Number(port),
    host,
    dataDir,
    rules: parseRules(rules),
  });
  console.log(`market on ${market.url}${dataDir ? `, data in ${dataDir}` : ', nothing is kept'}

  curl ${market.url}/orders --json '{"type":"Sell","material":"wheat","quantity":100,"pricePerUnit":10}'
  curl ${market.url}/materials/wheat/book

  const market = new MarketClient({ url: '${market.url}' });

Ctrl+C stops it.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await market.stop();
  console.log(dataDir ? `stopped, the data is in ${dataDir}` : 'stopped');
}
