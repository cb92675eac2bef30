import { isMarketError, MarketClient, type Transport } from 'material-market';
import { expect, it, onTestFinished } from 'vitest';

/** Never answers, and ignores signals. */
const silent: Transport = { send: () => new Promise(() => {}) };

function warnings(): string[] {
  const texts: string[] = [];
  const note = ({ message }: Error) => texts.push(message);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  return texts;
}

it('ends many calls at once that share a signal, and Node has nothing to warn of', async () => {
  const seen = warnings();
  const controller = new AbortController();
  const { signal } = controller;
  const asked = new MarketClient({ transport: silent });
  const failing = new MarketClient({
    transport: { send: async () => ({ status: 503, body: '' }) },
  });
  const calls = Array.from({ length: 40 }, (_, index) =>
    [asked, failing][index % 2]?.getOrder('x', { signal }).catch((error: unknown) => error),
  );
  await new Promise(setImmediate);
  controller.abort();
  for (const error of await Promise.all(calls)) {
    expect(error).toSatisfy(isMarketError);
    expect(error).toMatchObject({ code: 'ABORTED' });
  }
  await new Promise(setImmediate);
  expect(seen).toEqual([]);
});

it('waits no longer than its time-out for a transport that takes no notice of it', async () => {
  const market = new MarketClient({ transport: silent, timeout: 20, maxAttempts: 2 });
  await expect(market.getOrder('x')).rejects.toMatchObject({ code: 'TIMEOUT', outcome: 'UNKNOWN' });
});

it('keeps nothing of the calls that have ended on a signal that lives on', async () => {
  const { signal } = new AbortController();
  let added = 0;
  const add = signal.addEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    added += 1;
    return add(...args);
  };
  const market = new MarketClient({
    transport: { send: async () => ({ status: 200, body: '{}' }) },
  });
  for (let call = 0; call < 100; call += 1) await market.getOrder('x', { signal });
  expect(added).toBeLessThanOrEqual(1);
});
