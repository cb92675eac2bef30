import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { version } from '../package.json';
import { openApiDocument } from '../src/api/openapi.js';

/** Writes the description of the HTTP API to where the package ships it. */
const target = new URL('../dist/openapi.json', import.meta.url);
await mkdir(new URL('.', target), { recursive: true });
await writeFile(target, `${JSON.stringify(openApiDocument(version), null, 2)}\n`);
console.log(`wrote ${fileURLToPath(target)}`);
