import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { errorCodes } from '../../src/model/errors.js';

it('documents every error code as the code has it', async () => {
  const page = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [
    ...page.matchAll(
      /^\| `([A-Z_]+)` +\| (\d+) +\| (yes|no) +\| (refused|unknown) +\| .+ \| .+ \|$/gm,
    ),
  ];
  const documented = rows.map(([, code, status, retryable, outcome]) => [
    code,
    { status: Number(status), retryable: retryable === 'yes', outcome: outcome?.toUpperCase() },
  ]);
  expect(documented).toEqual(Object.entries(errorCodes));
});
