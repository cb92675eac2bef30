import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import {
  Grant,
  type IGrantable,
  type IPrincipal,
  type IResourceWithPolicy,
} from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { MarketError } from '../src/model/errors.js';

/**
 * Allows a grantee to invoke a function, in the grantee's own policy. A grantee of another account
 * is allowed in the function's policy as well: calls between accounts need both.
 */
export function grantInvocation(
  fn: LambdaFunction,
  grantee: IGrantable,
  { byUrl }: { readonly byUrl: boolean },
): Grant {
  const actions = ['lambda:InvokeFunction', ...(byUrl ? ['lambda:InvokeFunctionUrl'] : [])];
  const grant = { grantee, actions, resourceArns: [fn.functionArn] };
  const principal = principalOfAnotherAccount(fn, grantee);
  if (!principal) return Grant.addToPrincipal(grant);
  addPermissions(fn, principal, byUrl);
  const policy = { addToResourcePolicy: () => ({ statementAdded: true, policyDependable: fn }) };
  const resource: IResourceWithPolicy = Object.assign(Object.create(fn), policy);
  return Grant.addToPrincipalAndResource({ ...grant, resource });
}

/**
 * Throws for a grantee of another account: the tables are encrypted with a key that no other
 * account may use, so the permission would have no effect.
 */
export function refuseOtherAccount(scope: Construct, grantee: IGrantable): void {
  const account = principalOfAnotherAccount(scope, grantee)?.principalAccount;
  if (account === undefined || Token.isUnresolved(Stack.of(scope).account)) return;
  throw new MarketError(
    'CONFIGURATION',
    `account ${account} cannot read the tables of a market in account ${Stack.of(scope).account}: give it grantTrade alone, and MATERIAL_MARKET_INTAKE_FUNCTION without the names of the tables, so that it reads by way of the intake`,
  );
}

/** The principal of a grantee whose account is known and is not known to be the market's. */
function principalOfAnotherAccount(
  scope: Construct,
  { grantPrincipal }: IGrantable,
): IPrincipal | undefined {
  const { principalAccount } = grantPrincipal;
  const { account } = Stack.of(scope);
  if (principalAccount === undefined || Token.isUnresolved(principalAccount)) return undefined;
  return principalAccount === account ? undefined : grantPrincipal;
}

function addPermissions(fn: LambdaFunction, principal: IPrincipal, byUrl: boolean): void {
  const json = JSON.stringify(Stack.of(fn).resolve(principal.policyFragment.principalJson));
  const id = `Caller${createHash('sha256').update(json).digest('hex').slice(0, 8)}`;
  // A second grant changes nothing.
  if (fn.node.tryFindChild(id)) return;
  fn.addPermission(id, { principal, action: 'lambda:InvokeFunction' });
  if (!byUrl) return;
  fn.addPermission(`${id}Url`, {
    principal,
    action: 'lambda:InvokeFunctionUrl',
    functionUrlAuthType: FunctionUrlAuthType.AWS_IAM,
  });
}
