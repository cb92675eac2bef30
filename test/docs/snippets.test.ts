import { writeSync } from 'node:fs';
import * as main from 'material-market';
import * as local from 'material-market/local';
import * as testing from 'material-market/testing';
import { describe, expect, it, vi } from 'vitest';
import { type Block, blocksOf, isOfModule, moduleOfPage, pages, readPage } from './markdown.js';
import { type Context, entryPoints, publicSymbols } from './public-api.js';
import { contextFiles, programOf, promisedOutput, run, typeErrors } from './snippets.js';

/**
 * The code in README, guides and comments. Behind the fence stands what is done with it:
 *
 * - `ts`: is compiled. Names that it does not declare come from `context/game.d.ts`, or from the
 *   context that is named, such as `ts construct`.
 * - `ts run`: is run as well, and prints what the comments behind `console.log` say.
 * - `ts module`: is one module together with the other blocks of its page that say so.
 */
const blocks = pages().flatMap((page) => blocksOf(readPage(page), page));
const typescript = blocks.filter(({ info: [language] }) => language === 'ts');
const modules = new Set(typescript.filter(isOfModule).map(({ page }) => page));
const program = programOf([
  ...Object.values(entryPoints).map((path) => new URL(`../../${path}`, import.meta.url).pathname),
  ...contextFiles,
]);
const symbols = publicSymbols(program);
const examples = symbols.flatMap(({ context, examples }) =>
  examples.map((block) => ({ block, context })),
);

const runnable = [...typescript, ...examples.map(({ block }) => block)].filter(({ info }) =>
  info.includes('run'),
);

function contextOf({ info }: Block): Context {
  return (Object.keys(entryPoints) as Context[]).find((name) => info.includes(name)) ?? 'game';
}

describe('code in the documentation', () => {
  it('compiles', () => {
    const snippets = [
      ...typescript
        .filter((block) => !isOfModule(block))
        .map((block) => ({ block, context: contextOf(block) })),
      ...[...modules].map((page) => ({ block: moduleOfPage(page), context: 'game' as const })),
      ...examples,
    ];
    writeSync(2, `${snippets.length} blocks of TypeScript, ${runnable.length} of them run\n`);
    const wrong = { at: 'wrong:1', page: 'wrong', info: [], code: 'market.sel(1);' };
    expect(typeErrors([...snippets, { block: wrong, context: 'game' }], program)).toEqual([
      expect.stringContaining("wrong:1: Property 'sel' does not exist"),
    ]);
  });

  it('is there for all that is called', () => {
    const shown = (name: string) => {
      const [owner, method = ''] = name.split('.');
      return symbols.some(
        ({ name: documented, examples }) =>
          (documented === name && examples.length > 0) ||
          (documented === owner && examples.some(({ code }) => code.includes(`.${method}(`))),
      );
    };
    const missing = symbols.filter(({ name, isCallable }) => isCallable && !shown(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('has a line on the page of all methods for all that is called', () => {
    const page = readPage('docs/methods.md');
    const isListed = (name: string) => {
      const [owner = '', method] = name.split('.');
      // What makes a list awaitable is not called by name.
      if (name === 'PagedList.then') return true;
      return page.includes(owner) && (method === undefined || page.includes(`${method}(`));
    };
    const missing = symbols.filter(({ name, isCallable }) => isCallable && !isListed(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it.each(blocks.filter(({ info: [language] }) => language === 'json'))(
    'is JSON: $at',
    ({ code }) => {
      JSON.parse(code);
    },
  );
});

describe('code that runs', () => {
  it.each(runnable)('$at prints what it says', async (block) => {
    const tests: (() => unknown)[] = [];
    const cleanUp: (() => unknown)[] = [];
    const collect = (_: string, test: () => unknown) => tests.push(test);
    const log = vi.spyOn(console, 'log').mockReturnValue();
    try {
      const printed = await run(block, {
        'material-market': main,
        'material-market/local': local,
        'material-market/testing': testing,
        vitest: {
          expect,
          it: collect,
          test: collect,
          describe: (_: string, body: () => void) => body(),
          beforeAll: (before: () => unknown) => tests.unshift(before),
          afterAll: (after: () => unknown) => cleanUp.push(after),
        },
      });
      for (const test of tests) await test();
      expect(printed).toEqual(promisedOutput(block));
    } finally {
      for (const after of cleanUp) await after();
      log.mockRestore();
    }
  });
});
