import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readPage, root } from './markdown.js';

/** What adding one thing may touch: files of source, without its tests and its pages. */
const maxFiles = 12;

/** Something that is there, as it was once added by a list of CONTRIBUTING. */
const added = [
  {
    list: 'an operation of the HTTP API',
    names: /\bgetQuote\b|\bquoteQuery\b|\bQuote(Request)?\b/,
    within: /^(src|construct)\//,
    // It tells prices, has no body, changes nothing, and needs no further permission.
    without: [
      'src/model/market.ts',
      'src/model/request.ts',
      'src/model/limits.ts',
      'src/engine/<verb>.ts',
      'src/client/market-client.ts',
      'construct/permissions.ts',
    ],
  },
  {
    list: 'a stored item',
    names: /activityNote/i,
    // Where the engine uses it is what it is for.
    within: /^src\/(store\/|engine\/(store|entities)\.ts)/,
    // Its type is in the model, and it holds no goods and no coins.
    without: ['src/engine/entities.ts', 'src/engine/audit.ts', 'construct/permissions.ts'],
  },
  {
    list: 'an error code',
    names: /\bORDER_NOT_OPEN\b/,
    // The engine throws it.
    within: /^(src\/(?!engine\/)|construct\/)/,
    // DynamoDB has no such fault.
    without: ['src/store/dynamodb/faults.ts'],
  },
];

const files = execFileSync('git', ['ls-files', '-z', 'src', 'construct'], { cwd: root })
  .toString('utf8')
  .split('\0')
  .filter((path) => /\.ts$/.test(path) && !/\.(test|test-d|contract)\.ts$/.test(path));

describe.each(added)('the list to add $list', ({ list, names, within, without }) => {
  const section = sectionOf(list);
  const listed = [...section.matchAll(/`((?:src|construct)\/[\w./<>-]+\.ts)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !/\.(test|test-d|contract)\.ts$/.test(path));
  const naming = files.filter(
    (path) => within.test(path) && names.test(withoutComments(readPage(path))),
  );
  const isListed = (path: string) => listed.some((one) => patternOf(one).test(path));

  it('names every file of source that knows it', () => {
    expect(naming.length).toBeGreaterThan(2);
    expect(naming.filter((path) => !isListed(path))).toEqual([]);
  });

  it('names no file that does not', () => {
    const needed = listed.filter((one) => !without.includes(one));
    expect(needed.filter((one) => !naming.some((path) => patternOf(one).test(path)))).toEqual([]);
  });

  it(`touches at most ${maxFiles} files`, () => {
    expect(naming.length).toBeLessThanOrEqual(maxFiles);
  });
});

function sectionOf(list: string): string {
  const [, after] = readPage('CONTRIBUTING.md').split(`### … ${list}\n`);
  if (after === undefined) throw new Error(`CONTRIBUTING has no list to add ${list}`);
  return after.split('\n##')[0] ?? '';
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** A path of a list; what stands in angle brackets may be any name. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/<\w+>/g, '[\\w-]+')}$`);
}
