/**
 * Runs the store's contract on Amazon's own emulator, DynamoDB Local, as a second engine.
 * Needs Java 17 and Maven; the emulator comes from Maven Central.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const version = '2.6.1';
const folder = resolve('node_modules/.cache/dynamodb-local', version);
const jars = join(folder, 'jars');
const startTimeoutMs = 60_000;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>material-market</groupId>
  <artifactId>dynamodb-local</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.amazonaws</groupId>
      <artifactId>DynamoDBLocal</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;

fetchJars();
const port = await freePort();
const endpoint = `http://127.0.0.1:${port}`;
const emulator = spawn(
  'java',
  [
    ...['-cp', `${jars}/*`, 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner'],
    ...['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)],
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
process.on('exit', () => emulator.kill('SIGKILL'));
await answers(endpoint);
const tests = spawnSync(
  'npx',
  ['vitest', 'run', 'src/store/dynamodb/dynamo-store.test.ts', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, MATERIAL_MARKET_TEST_DYNAMODB_ENDPOINT: endpoint },
  },
);
process.exit(tests.status ?? 1);

function fetchJars(): void {
  if (existsSync(join(jars, `DynamoDBLocal-${version}.jar`))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pom.xml'), pom);
  const goal = 'dependency:copy-dependencies';
  const { status, error } = spawnSync(
    'mvn',
    ['--batch-mode', '--quiet', '-f', folder, goal, `-DoutputDirectory=${jars}`],
    { stdio: 'inherit' },
  );
  if (status === 0) return;
  console.error(
    `Maven could not fetch DynamoDB Local ${version}: ${error?.message ?? 'see above'}`,
  );
  process.exit(1);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}

async function answers(url: string): Promise<void> {
  for (const end = Date.now() + startTimeoutMs; Date.now() < end; await delay(200)) {
    if (emulator.exitCode !== null) break;
    // Any answer will do, also one that refuses an unsigned request.
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
  }
  console.error('DynamoDB Local did not start');
  process.exit(1);
}
