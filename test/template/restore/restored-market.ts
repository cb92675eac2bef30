import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type App, CfnOutput, Stack } from 'aws-cdk-lib';
import { MaterialMarket } from 'material-market/construct';
import ts from 'typescript';
import type { Dynoxide } from '../../../src/local/database/dynoxide.js';
import { type Block, blocksOf, readPage } from '../../docs/markdown.js';
import type { SeededRandom } from '../../simulation/random.js';
import { type CloudAssembly, synthesise } from '../cloud-assembly.js';
import { Deployment } from '../deployment.js';
import { type GameServer, startGameServer } from '../game-server.js';
import { gameServer } from '../stacks.js';
import { awsStreamArn } from '../tables.js';
import { awsCli } from './aws-cli.js';
import { changesOf, keepChanges, restoreTable } from './point-in-time.js';
import { runShell, type ShellRun } from './shell.js';

const stackName = 'MyMarketStack';
const page = 'docs/guides/restoring.md';

/** A market that an operator restores by the guide, from one deployment of its stack to the next. */
export class RestoredMarket {
  deployment!: Deployment;
  game!: GameServer;
  /** What was restored of which table: so many of so many changes. */
  readonly restored: { table: string; changes: number; of: number }[] = [];
  /** Tables with point-in-time recovery. */
  readonly backedUp = new Set<string>();
  /** Logical ids that were imported. */
  imported: readonly string[] = [];
  #assembly: CloudAssembly | undefined;
  #instant = 0;

  static async start(engine: Dynoxide, random: SeededRandom): Promise<RestoredMarket> {
    const market = new RestoredMarket(engine, random);
    await market.#deploy(synthesise(stackOf('new MaterialMarket(this, "Market");', '.')));
    for (const table of market.tables) await keepChanges(market.#client, table);
    return market;
  }

  private constructor(
    readonly engine: Dynoxide,
    readonly random: SeededRandom,
  ) {}

  /** Names of the tables that the market is on. */
  get tables(): readonly string[] {
    const { environment } = this.game;
    return ['MATERIAL_MARKET_ORDERS_TABLE', 'MATERIAL_MARKET_LEDGER_TABLE'].map((name) =>
      String(environment[name]),
    );
  }

  get #client(): DynamoDBClient {
    return this.deployment.dynamodb;
  }

  /** Runs all commands of the guide in its order, with the stack as the guide has it by then. */
  followGuide(onDeployed: (step: number) => Promise<void>): Promise<ShellRun> {
    const blocks = blocksOf(readPage(page), page);
    const stacks = blocks.filter(({ info: [language] }) => language === 'ts');
    this.#instant = this.random.next();
    return runShell(scriptOf(blocks), this.#environment, async (command, folder) => {
      const [step = '', ...words] = command;
      const stack = stacks[Number(step) - 1];
      if (!stack) throw new Error('no stack comes before this command');
      if (words[0] === 'aws') return this.#aws(words.slice(1));
      const build = () => synthesise(stackOf(stack.code, folder));
      const [, verb = '', ...options] = words;
      if (words[0] !== 'cdk') throw new Error('no stand-in for this command');
      if (verb === 'import' && options.join(' ') === '--force') {
        this.#import(build());
      } else if (verb === 'deploy' && options.join(' ') === '--outputs-file outputs.json') {
        await this.#deploy(build());
        const outputs = JSON.stringify({ [stackName]: this.deployment.template.outputs });
        writeFileSync(join(folder, 'outputs.json'), outputs);
        await onDeployed(Number(step));
      } else {
        throw new Error(`no stand-in for cdk ${verb} ${options.join(' ')}`);
      }
      return '';
    });
  }

  async stop(): Promise<void> {
    await this.game?.stop();
    await this.deployment?.stop();
    this.#assembly?.remove();
  }

  get #environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_DYNAMODB: this.engine.endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'operator',
      AWS_SECRET_ACCESS_KEY: 'operator',
    };
  }

  /** Puts the stack in the place of the one that is deployed, on the tables that there are. */
  async #deploy(assembly: CloudAssembly): Promise<void> {
    const lost = tablesIn(this.#assembly).filter(
      ([logicalId]) => !(logicalId in assembly.templateOf(stackName).Resources),
    );
    const deleted = lost.filter(([, { DeletionPolicy }]) => DeletionPolicy !== 'Retain');
    if (deleted.length > 0) throw new Error('the deployment deletes the old tables');
    await this.stop();
    this.#assembly = assembly;
    this.deployment = await Deployment.start(assembly, stackName, this.engine.endpoint);
    this.game = await startGameServer(this.deployment);
  }

  /** As `cdk import` does: what is new in the template is added to the stack, and nothing changed. */
  #import(assembly: CloudAssembly): void {
    const before = this.#assembly?.templateOf(stackName).Resources ?? {};
    const after = assembly.templateOf(stackName).Resources;
    this.imported = Object.keys(after).filter((logicalId) => !(logicalId in before));
    assembly.remove();
  }

  #aws(words: readonly string[]): Promise<string> {
    return awsCli(this.#client, words, {
      DescribeTable: async (input) => {
        const { TableName } = input as { TableName: string };
        const { Table } = await this.#client.send(new DescribeTableCommand({ TableName }));
        const { LatestStreamArn } = Table ?? {};
        const named = LatestStreamArn && { LatestStreamArn: awsStreamArn(LatestStreamArn) };
        return { Table: { ...Table, ...named } };
      },
      RestoreTableToPointInTime: async (input) => {
        await this.#restore(String(input.SourceTableName), String(input.TargetTableName));
        return {};
      },
      UpdateContinuousBackups: async (input) => {
        const { PointInTimeRecoveryEnabled: isOn } = input.PointInTimeRecoverySpecification as {
          PointInTimeRecoveryEnabled?: boolean;
        };
        if (isOn) this.backedUp.add(String(input.TableName));
        return {};
      },
    });
  }

  /** Both tables end near one instant, each at a change of its own, in the midst of a transaction. */
  async #restore(source: string, target: string): Promise<void> {
    const changes = await changesOf(this.#client, source, this.engine.endpoint);
    const near = Math.round(this.#instant * changes.length) + this.random.below(61) - 30;
    const count = Math.max(0, Math.min(changes.length, near));
    await restoreTable(this.#client, changes.slice(0, count), { source, target });
    this.restored.push({ table: source, changes: count, of: changes.length });
  }
}

function tablesIn(assembly: CloudAssembly | undefined) {
  const resources = assembly?.templateOf(stackName).Resources ?? {};
  return Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table');
}

/** The commands of the guide as one script; each says by which stack it is run. */
function scriptOf(blocks: readonly Block[]): string {
  let step = 0;
  const lines = blocks.map(({ info: [language], code }) => {
    if (language === 'ts') {
      step += 1;
      return `export RUNBOOK_STEP=${step}\n`;
    }
    if (language !== 'sh') throw new Error(`no part in the run has a block of ${language}`);
    // The guide says that a dry run ends with 1 when there is something to put right.
    const isDryRun = code.includes('material-market repair') && !code.includes('--apply');
    return isDryRun ? `${code.trimEnd()} || [ $? -eq 1 ]\n` : code;
  });
  return ['set -eu', ...lines].join('\n');
}

/** A stack of the guide, with a game server connected to its market. */
function stackOf(code: string, folder: string): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, stackName);
    const require = (module: string) => {
      if (module !== 'node:fs') throw new Error(`the stack may not import ${module}`);
      return { readFileSync: (path: string) => readFileSync(join(folder, path), 'utf8') };
    };
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
    });
    const names = { require, exports: {}, MaterialMarket, CfnOutput };
    new Function(...Object.keys(names), outputText).apply(stack, Object.values(names));
    const market = stack.node.children.find((child) => child instanceof MaterialMarket);
    if (!market) throw new Error('the stack has no market');
    market.connect(gameServer(stack));
  };
}
