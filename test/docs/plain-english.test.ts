import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readPage, root } from './markdown.js';

/** Phrases that no developer uses, or another word than the glossary's, and what to say. */
const phrases: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\bcan be none\b/i, 'is not valid'],
  [/\bbefell\b/i, 'happened to'],
  [/\bout of hand\b/i, 'say what happens'],
  [/\bgreatest\b/i, 'maximum, largest, latest'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bend of life\b/i, 'expiry'],
  [/\bway of an order\b/i, 'how an order is processed'],
  [/\bNot there\./, 'say what is missing'],
  [/\bsince long\b/i, 'for a long time'],
  [/\bhence\b/i, 'so'],
  [/\bis no matter of\b/i, 'does not depend on'],
  [/\bnobody holds what\b/i, 'say who owns it'],
  [/\bsince it is FILLED\b/, 'because it is FILLED'],
];

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root })
  .toString('utf8')
  .split('\0')
  .filter((path) => /\.(ts|mjs|cjs|md|yml)$/.test(path) && !path.endsWith('plain-english.test.ts'));

const lines = files.flatMap((path) =>
  readPage(path)
    .split('\n')
    .map((text, index) => ({ at: `${path}:${index + 1}`, text })),
);

it.each(phrases)('%s is nowhere; say: %s', (phrase) => {
  expect(lines.length).toBeGreaterThan(10_000);
  expect(lines.filter(({ text }) => phrase.test(text)).map(({ at }) => at)).toEqual([]);
});
