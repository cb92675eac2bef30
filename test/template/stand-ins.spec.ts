import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { Clock } from './clock.js';
import { type CloudAssembly, synthesise, type Template } from './cloud-assembly.js';
import { DeployedTemplate } from './deployed-template.js';
import { Deployment } from './deployment.js';
import { neededPermissions } from './dynamodb-actions.js';
import { ExecutionEnvironment } from './execution-environment.js';
import { startGameServer } from './game-server.js';
import { exampleStack } from './stacks.js';

/** The run of a template notices what is wrong with the template. */

function templateOf(Type: string, Properties: Record<string, unknown>): Template {
  return { Resources: { It: { Type, Properties } }, Outputs: {}, Parameters: {} };
}

describe('a template is not run', () => {
  const policy = (value: unknown) => templateOf('AWS::IAM::Policy', { value });

  it.each([
    [
      'a resource of a type that is not known',
      templateOf('AWS::SNS::Topic', {}),
      'AWS::SNS::Topic',
    ],
    ['an intrinsic function that is not known', policy({ 'Fn::If': [] }), 'cannot evaluate'],
    ['a reference to nothing', policy({ Ref: 'Nothing' }), 'Nothing, which is not there'],
    ['an attribute that is not known', policy({ 'Fn::GetAtt': ['It', 'Arn'] }), 'It.Arn'],
  ])('with %s', (_, template, message) => {
    expect(() => new DeployedTemplate('Test', template)).toThrow(message);
  });

  it('with a property that is not known', () => {
    const template = new DeployedTemplate('Test', policy('x'));
    expect(() => template.all('AWS::IAM::Policy', z.strictObject({}))).toThrow('value');
  });

  it('with resources that nobody asked for', () => {
    expect(new DeployedTemplate('Test', policy('x')).leftOver()).toEqual(['AWS::IAM::Policy']);
  });

  it('with requests to DynamoDB whose permissions are not known', () => {
    expect(() => neededPermissions('ExecuteStatement', {})).toThrow('ExecuteStatement');
  });
});

describe('a template that is wrong', () => {
  let assembly: CloudAssembly;

  beforeAll(() => {
    assembly = synthesise(exampleStack);
  });

  afterAll(() => assembly?.remove());

  /** Runs the example with a change to the text of its template. */
  async function startWith(from: string, to: string) {
    const template = JSON.stringify(assembly.templateOf('Example'));
    expect(template).toContain(from);
    const changed = JSON.parse(template.replace(from, () => to)) as Template;
    const deployment = await Deployment.start(
      { ...assembly, templateOf: () => changed },
      'Example',
    );
    onTestFinished(() => deployment.stop());
    const game = await startGameServer(deployment);
    onTestFinished(() => game.stop());
    return { deployment, game };
  }

  const order = {
    account: 'ada',
    type: 'Sell',
    material: 'wheat',
    quantity: 5,
    pricePerUnit: 2,
  } as const;

  it('is noticed by a permission that lacks', async () => {
    // The first policy that puts items is that of the intake.
    const { deployment, game } = await startWith('"dynamodb:PutItem",', '');
    await expect(game.market.placeOrder(order)).rejects.toMatchObject({ status: 500 });
    expect(deployment.roles.named('Example').get('MarketIntakeRole')?.refused).toEqual([
      'dynamodb:PutItem on table/Example-MarketOrders',
    ]);
  });

  it('is noticed by a filter that lets nothing through', async () => {
    const { deployment, game } = await startWith('[\\"INSERT\\"]', '[\\"REMOVE\\"]');
    await game.market.placeOrder(order);
    await game.market.placeOrder({ ...order, type: 'Buy', account: 'ben' });
    await deployment.settled();
    expect(deployment.onlyStream.records).toEqual([]);
    expect((await game.market.getTicker('wheat')).lastPrice).toBeNull();
  });

  it('is noticed by a wrong partition key', async () => {
    const { deployment, game } = await startWith('Keys.material.S', 'Keys.orderKey.S');
    await game.market.placeOrder(order);
    await deployment.settled();
    expect(deployment.failures.size).toBe(1);
  });
});

describe('a function', () => {
  it('is ended when its time is over, and begins anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'material-market-function-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(
      join(folder, 'index.mjs'),
      'export const handler = (event) => (event.isSlow ? new Promise(() => {}) : process.env.NAME);',
    );
    const start = () => {
      const environment = new ExecutionEnvironment({
        name: 'f',
        arn: 'arn:f',
        folder,
        memorySize: 128,
        timeoutSeconds: 2,
        variables: { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: folder, NAME: 'f' },
        clock: new Clock(),
        onLine: () => {},
      });
      onTestFinished(() => environment.stop());
      return environment;
    };
    const first = start();
    expect(await first.invoke({ isSlow: true })).toEqual({
      error: { errorMessage: 'Task timed out after 2.00 seconds' },
    });
    expect(first.isAlive).toBe(false);
    expect(await start().invoke({ isSlow: false })).toEqual({ payload: '"f"' });
  });
});
