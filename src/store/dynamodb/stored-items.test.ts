import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { history } from '../contract/history.contract.js';
import { type ItemKey, keyAttributes } from '../keys.js';
import { MemoryStore } from '../memory/memory-store.js';
import type { Attributes } from './attributes.js';
import { codecs, keyOfWrite, toStoredItem, toTransactItem } from './stored-items.js';

const kinds = Object.keys(codecs) as (keyof typeof codecs)[];
const writes = Object.values(history()).flat();
const tables = { orders: 'Orders', ledger: 'Ledger' };

/** Samples of what is put as a whole, with their keys. */
function putItems(): { readonly key: ItemKey; readonly item: Attributes }[] {
  return writes.flatMap((write) => {
    const key = keyOfWrite(write);
    const { Put, Update } = toTransactItem(write, key, tables);
    // A box is never put, but added to.
    if (Update?.UpdateExpression?.startsWith('ADD')) return [{ key, item: keyAttributes(key) }];
    return Put?.Item ? [{ key, item: Put.Item }] : [];
  });
}

describe.each(kinds)('%s', (kind) => {
  it('is among the samples, in memory as in the tables', async () => {
    const decoded = putItems().map(({ key, item }) => toStoredItem(key.table, item));
    expect(decoded.map(({ item }) => item)).toContain(kind);
    const memory = new MemoryStore();
    for (const [index, write] of writes.entries()) {
      await memory.transact([write], { token: `sample ${index}` });
    }
    const scanned: string[] = [];
    for await (const { item } of memory.scan()) scanned.push(item);
    expect(scanned).toContain(kind);
  });

  it('has a place that no other kind lies in', () => {
    const { place } = codecs[kind];
    const others = kinds.filter((other) => other !== kind).map((other) => codecs[other].place);
    for (const other of others) {
      const shares =
        place.table === 'ledger' && other.table === 'ledger'
          ? place.partition === other.partition &&
            (place.sort === undefined || other.sort === undefined || place.sort === other.sort)
          : place.table === other.table;
      expect(shares).toBe(false);
    }
  });

  it('has a file of its own, and a row in the table of items', () => {
    const name = kind.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(existsSync(new URL(`./items/${name}.ts`, import.meta.url))).toBe(true);
    const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');
    expect(page).toContain(`| \`${kind}\``);
  });
});
