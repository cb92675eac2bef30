import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LocalMarket } from 'material-market/local';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApiDocument } from '../../src/api/openapi.js';

/** A game server that knows the market by its OpenAPI document alone. */
const program = `
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

const { GET, POST, DELETE } = createClient<paths>({ baseUrl: process.argv[2] as string });
const posted = await POST('/orders', {
  body: { type: 'Sell', material: 'wheat', quantity: 100, pricePerUnit: 10, account: 'a/b' },
});
if (!posted.data) throw new Error(posted.error.error.message);
const params = { path: { orderId: posted.data.orderId } };
const read = await GET('/orders/{orderId}', { params });
const cancelled = await DELETE('/orders/{orderId}', { params });
const again = await POST('/orders', {
  body: { type: 'Sell', material: 'wheat', quantity: 0, pricePerUnit: 10 },
});
const orders = await GET('/accounts/{account}/orders', {
  params: { path: { account: 'a/b' }, query: { status: 'CLOSED', limit: 5 } },
});
console.log(JSON.stringify({
  id: posted.data.orderId,
  read: read.data?.status,
  returned: cancelled.data?.returned.goods,
  refused: again.error?.error.issues.map(({ path }) => path),
  closed: orders.data?.items.map(({ closeReason }) => closeReason),
}));
`;

/** A call that the document does not allow. */
const mistake = `
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

const { POST } = createClient<paths>({ baseUrl: '' });
await POST('/orders', { body: { type: 'sell', material: 'wheat', quantity: 1, pricePerUnit: 1 } });
`;

const root = fileURLToPath(new URL('../../', import.meta.url));
let local: LocalMarket;
let folder: string;

beforeAll(async () => {
  local = await LocalMarket.start();
  // Within the project, so that its packages are found.
  const parent = join(root, 'node_modules/.cache');
  await mkdir(parent, { recursive: true });
  folder = await mkdtemp(join(parent, 'generated-client-'));
});

afterAll(async () => {
  await local?.stop();
  if (folder) await rm(folder, { recursive: true });
});

it('lets a client generated from the OpenAPI document post, read and cancel an order', async () => {
  const document = JSON.stringify(openApiDocument('1.0.0'));
  const file = (name: string) => join(folder, name);
  await writeFile(file('package.json'), '{"type":"module"}');
  await writeFile(file('schema.ts'), astToString(await openapiTS(document)));
  await writeFile(file('main.ts'), program);
  await writeFile(file('mistake.ts'), mistake);
  expect(complaintsAbout(file('main.ts'))).toEqual([]);
  expect(complaintsAbout(file('mistake.ts')).join()).toContain('"sell"');

  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', file('main.ts'), local.url],
    { cwd: root },
  );
  const answer = JSON.parse(stdout) as { readonly id: string };
  expect(answer).toEqual({
    id: expect.any(String),
    read: 'OPEN',
    returned: 100,
    refused: ['quantity'],
    closed: ['CANCEL_REQUESTED'],
  });
  expect(await local.client.getOrder(answer.id)).toMatchObject({ status: 'CANCELLED' });
});

function complaintsAbout(file: string): string[] {
  const compilation = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  });
  return ts
    .getPreEmitDiagnostics(compilation)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
