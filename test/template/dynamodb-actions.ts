import { accountId, partition, region } from './aws.js';

/** One permission that a request to DynamoDB needs. */
export interface NeededPermission {
  readonly action: string;
  readonly resource: string;
}

interface TableRequest {
  readonly TableName: string;
  readonly IndexName?: string;
}

type TransactItem = Readonly<Record<string, TableRequest>>;

/** Actions on one table or one of its indexes, named as the operation is. */
const tableOperations = ['GetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem'];

/** A transaction needs the permissions of the writes in it, and none of its own. */
const transactionActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** The permissions that AWS asks for; throws for an operation that it does not know. */
export function neededPermissions(operation: string, body: unknown): NeededPermission[] {
  if (tableOperations.includes(operation)) {
    const { TableName, IndexName } = body as TableRequest;
    const index = IndexName === undefined ? '' : `/index/${IndexName}`;
    return [{ action: `dynamodb:${operation}`, resource: `${tableArn(TableName)}${index}` }];
  }
  if (operation === 'TransactWriteItems') {
    const { TransactItems } = body as { readonly TransactItems: readonly TransactItem[] };
    return TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => ({
        action: `dynamodb:${transactionActions[kind] ?? kind}`,
        resource: tableArn(TableName),
      })),
    );
  }
  throw new Error(`which permissions does ${operation} need?`);
}

function tableArn(nameOrArn: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  return `arn:${partition}:dynamodb:${region}:${accountId}:table/${nameOrArn}`;
}
