import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handlerNames } from '../../src/deployment/handlers.js';
import { packageOf, sourcesOf } from '../package/bundle-sources.js';

/**
 * Writes the licences of the packages in a bundle to a file beside it. Deploying the bundle
 * redistributes their code, and the licences require their text to go with it.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const bundles = handlerNames.map((name) => join(root, 'dist/handlers', name, 'index.mjs'));

for (const bundle of bundles) {
  const sources = sourcesOf(bundle, readFileSync(bundle, 'utf8'));
  if (sources === undefined) throw new Error(`${bundle} has no source map: build it first`);
  const names = new Set(sources.map(packageOf).filter((name) => name !== undefined));
  const packagesByText = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    const { title, text } = licenceOf(name);
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), title]);
  }
  const notices = [...packagesByText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  const line = `\n${'='.repeat(80)}\n\n`;
  writeFileSync(join(bundle, '../THIRD_PARTY_LICENCES.txt'), notices.join(line));
}

function licenceOf(name: string): { readonly title: string; readonly text: string } {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly license: string;
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence text`);
  return {
    title: `${name} ${version} (${license})`,
    text: readFileSync(join(folder, file), 'utf8').trim(),
  };
}
