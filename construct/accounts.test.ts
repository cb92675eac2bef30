import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { createApp } from '../test/construct/market-stack.js';
import { MaterialMarket, type MaterialMarketProps } from './index.js';

const own = '123456789012';
const other = '999999999999';
const roleArn = `arn:aws:iam::${other}:role/GameServer`;

function marketOf(account: string | undefined, props?: MaterialMarketProps) {
  const env = account === undefined ? {} : { env: { account, region: 'eu-west-1' } };
  const stack = new Stack(createApp(), 'Game', env);
  return { stack, market: new MaterialMarket(stack, 'Market', props) };
}

const foreignRole = (stack: Stack): IGrantable => Role.fromRoleArn(stack, 'Foreign', roleArn);

function permissions(stack: Stack) {
  return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Permission'))
    .map(({ Properties: { Action, Principal } }) => [Action, Principal])
    .sort();
}

describe('a caller of another account', () => {
  it.each([
    ['of a stack that knows its account', own],
    ['of a stack that does not', undefined],
  ])('may trade by the policy of the intake, %s', (_, account) => {
    const { stack, market } = marketOf(account);
    market.grantTrade(foreignRole(stack)).assertSuccess();
    expect(permissions(stack)).toEqual([
      ['lambda:InvokeFunction', roleArn],
      ['lambda:InvokeFunctionUrl', roleArn],
    ]);
  });

  it('may be a whole account, and be granted it twice', () => {
    const { stack, market } = marketOf(own, { functionUrl: 'NONE' });
    market.grantTrade(new AccountPrincipal(other)).assertSuccess();
    market.grantTrade(new AccountPrincipal(other)).assertSuccess();
    expect(permissions(stack)).toEqual([['lambda:InvokeFunction', other]]);
  });

  it('is refused the tables, which are encrypted with a key of this account', () => {
    const { stack, market } = marketOf(own);
    const refusal = expect.objectContaining({
      code: 'CONFIGURATION',
      message: expect.stringMatching(/account 9+ cannot read the tables.*grantTrade alone/),
    });
    expect(() => market.grantRead(foreignRole(stack))).toThrow(refusal);
    const gameServer = LambdaFunction.fromFunctionAttributes(stack, 'GameServer', {
      functionArn: `arn:aws:lambda:eu-west-1:${other}:function:game`,
      role: Role.fromRoleArn(stack, 'GameServerRole', roleArn),
    });
    expect(() => market.connect(gameServer as LambdaFunction)).toThrow(refusal);
  });
});

describe('a caller of this account', () => {
  it('needs nothing of the intake', () => {
    const { stack, market } = marketOf(own);
    const role = Role.fromRoleArn(stack, 'Own', `arn:aws:iam::${own}:role/GameServer`);
    market.grantTrade(role).assertSuccess();
    market.grantRead(role).assertSuccess();
    expect(permissions(stack)).toEqual([]);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['GameServer'] });
  });
});
