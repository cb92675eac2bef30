import { expect, it, vi } from 'vitest';
import type { MarketStore } from '../engine/store.js';
import { decorateStore, type StoreCall } from './decorate-store.js';
import { MemoryStore } from './memory/memory-store.js';

const operations = Object.keys(
  decorateStore(new MemoryStore(), (_, proceed) => proceed()),
) as Exclude<keyof MarketStore, 'abortable' | 'eventuallyConsistent'>[];

it.each(operations)('lets %s through, with its parameters and its result', async (operation) => {
  const store = new MemoryStore();
  const result = Symbol('result');
  const inner = vi.spyOn(store, operation).mockReturnValue(result as never);
  const calls: StoreCall[] = [];
  const decorated = decorateStore(store, (call, proceed) => {
    calls.push(call);
    return proceed();
  });
  const parameters = ['first', { second: 2 }, ['third'], null];
  const method = decorated[operation] as (...parameters: unknown[]) => unknown;
  expect(await method(...parameters)).toBe(result);
  if (operation === 'scan') {
    expect(inner.mock.calls).toEqual([['first']]);
    expect(calls).toEqual([]);
  } else {
    expect(inner.mock.calls).toEqual([parameters]);
    expect(calls).toEqual([{ operation, parameters }]);
  }
});

it('makes a call as often as it is told to, and gives what `around` gives', async () => {
  const store = new MemoryStore();
  const getHead = vi.spyOn(store, 'getHead');
  const twice = decorateStore(store, async (_, proceed) => {
    await proceed();
    return proceed();
  });
  await twice.getHead('wheat');
  expect(getHead).toHaveBeenCalledTimes(2);
  const never = decorateStore(store, () => Promise.reject(new Error('not now')));
  await expect(never.getHead('wheat')).rejects.toThrow('not now');
  expect(getHead).toHaveBeenCalledTimes(2);
});

it('stands around the eventually consistent reads as well', async () => {
  const lagging = new MemoryStore();
  const store = Object.assign(new MemoryStore(), { eventuallyConsistent: lagging });
  const getHead = vi.spyOn(lagging, 'getHead');
  const calls: string[] = [];
  const decorated = decorateStore(store, (call, proceed) => {
    calls.push(call.operation);
    return proceed();
  });
  await decorated.eventuallyConsistent?.getHead('wheat');
  expect(getHead).toHaveBeenCalledExactlyOnceWith('wheat');
  expect(calls).toEqual(['getHead']);
});
