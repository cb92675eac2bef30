import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Attributes, attribute } from './attributes.js';

/** An action of TransactWriteItems, on the item that it is given. */
export type Action = (item: {
  readonly TableName: string;
  readonly Key: Attributes;
}) => TransactWriteItem;

/** None of the names in conditions and updates is a reserved word of DynamoDB. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues?: Attributes;
}

export const isAbsent: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

export const isPresent: Condition = { ConditionExpression: 'attribute_exists(pk)' };

export function hasVersion(version: number): Condition {
  return {
    ConditionExpression: 'version = :expected',
    ExpressionAttributeValues: { ':expected': attribute(version) },
  };
}

export function put(item: Attributes, condition?: Condition): Action {
  return ({ TableName, Key }) => ({ Put: { TableName, Item: { ...Key, ...item }, ...condition } });
}

export function remove(condition?: Condition): Action {
  return (item) => ({ Delete: { ...item, ...condition } });
}

export function check(condition: Condition): Action {
  return (item) => ({ ConditionCheck: { ...item, ...condition } });
}

export function set(values: Attributes, condition?: Condition): Action {
  return update('SET', values, condition);
}

/** Adds to numbers, which need not be there. */
export function add(values: Attributes, condition?: Condition): Action {
  return update('ADD', values, condition);
}

function update(clause: 'SET' | 'ADD', values: Attributes, condition?: Condition): Action {
  const separator = clause === 'SET' ? ' = ' : ' ';
  const parts = Object.keys(values).map((name) => `${name}${separator}:${name}`);
  return (item) => ({
    Update: {
      ...item,
      UpdateExpression: `${clause} ${parts.join(', ')}`,
      ...condition,
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
        ...condition?.ExpressionAttributeValues,
      },
    },
  });
}
