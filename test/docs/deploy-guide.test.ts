import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as main from 'material-market';
import * as construct from 'material-market/construct';
import { LocalMarket } from 'material-market/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentVariables } from '../../src/deployment/environment.js';
import { createApp } from '../construct/market-stack.js';
import { type Block, blocksOf, readPage } from './markdown.js';
import { evaluate } from './snippets.js';

/** The trial in the deployment guide: its stack and its game server, as they stand there. */
const page = 'docs/guides/deploy.md';
const text = readPage(page);

function blockOf(word: string): Block {
  const block = blocksOf(text, page).find(({ info }) => info.includes(word));
  if (!block) throw new Error(`${page} has no block ${word}`);
  return block;
}

describe('the stack of the deployment guide', () => {
  const entry = 'lambda/game-server.ts';
  const before = process.cwd();
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'material-market-guide-'));
    mkdirSync(join(folder, dirname(entry)));
    writeFileSync(join(folder, entry), blockOf('game-server').code);
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  it('connects the game server, and goes with all that is in it', async () => {
    const { MyMarketStack } = (await evaluate(
      blockOf('stack').code,
      {
        'aws-cdk-lib': cdk,
        'aws-cdk-lib/aws-lambda': lambda,
        'aws-cdk-lib/aws-lambda-nodejs': nodejs,
        'aws-cdk-lib/aws-logs': logs,
        'material-market/construct': construct,
      },
      {},
    )) as { MyMarketStack: typeof cdk.Stack };
    const app = createApp();
    // Its code is not put into one file here.
    app.node.setContext('aws:cdk:bundling-stacks', []);
    const template = Template.fromStack(new MyMarketStack(app, 'MyMarketStack'));
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ [environmentVariables.intakeFunction]: Match.anyValue() }),
      },
    });
    const resources: Record<string, { DeletionPolicy?: string; Properties?: object }> =
      template.toJSON().Resources;
    const kept = Object.entries(resources).filter(
      ([, { DeletionPolicy = 'Delete', Properties = {} }]) =>
        DeletionPolicy !== 'Delete' ||
        Reflect.get(Properties, 'DeletionProtectionEnabled') === true,
    );
    expect(kept.map(([logicalId]) => logicalId)).toEqual([]);
    // What a function logs by itself is in no stack.
    expect(Object.keys(template.findResources('AWS::Lambda::Function'))).toHaveLength(4);
    template.allResourcesProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
  });
});

describe('the game server of the deployment guide', () => {
  let local: LocalMarket;

  beforeAll(async () => {
    local = await LocalMarket.start({ rules: { saleFeeBasisPoints: 250 } });
    process.env[environmentVariables.url] = local.url;
  });
  afterAll(async () => {
    delete process.env[environmentVariables.url];
    await local?.stop();
  });

  it('answers what the guide says', async () => {
    const { code } = blockOf('game-server');
    const { handler } = (await evaluate(code, { 'material-market': main }, {})) as {
      handler: () => Promise<object>;
    };
    const [, promised = ''] = /^prints `(.*?)`/m.exec(text) ?? [];
    expect(await handler()).toEqual(JSON.parse(promised));
  });
});
