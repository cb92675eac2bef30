import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../../deployment/tables.js';
import { type Amounts, isNothing, type OpenOrder } from '../../engine/entities.js';
import type { MarketWrite } from '../../engine/store.js';
import { negated } from '../amounts.js';
import { type ItemKey, keyAttributes } from '../keys.js';
import { type Attributes, attribute } from './attributes.js';
import {
  amountsAttributes,
  receiptPartAttributes,
  statementAttributes,
} from './items/account-items.js';
import { sweepProgressAttributes } from './items/market-items.js';
import { batchAttributes, candleAttributes, headAttributes } from './items/material-items.js';
import {
  closureAttributes,
  openOrderAttributes,
  orderRecordAttributes,
  refusal,
  setAsideAttributes,
} from './items/order-items.js';

/** A write as an action of TransactWriteItems. */
export function toTransactItem(
  write: MarketWrite,
  key: ItemKey,
  tables: TableNames,
): TransactWriteItem {
  const TableName = tables[key.table];
  const Key = keyAttributes(key);
  const put = (item: Attributes, condition?: Condition): TransactWriteItem => ({
    Put: { TableName, Item: { ...Key, ...item }, ...condition },
  });
  switch (write.write) {
    case 'insertOrderRecord':
      return put(orderRecordAttributes(write.order), isAbsent);
    case 'insertRefusal':
      return put({ ...orderRecordAttributes(write.order), ...refusal }, isAbsent);
    case 'insertOpenOrder':
      return put(openOrderAttributes(write.order));
    case 'putExpiringOrder':
    case 'putMaterial':
    case 'putActivityNote':
      return put({});
    case 'deleteExpiringOrder':
    case 'deleteActivityNote':
      return { Delete: { TableName, Key } };
    case 'putSweepProgress': {
      const version = write.progress.version - 1;
      return put(
        sweepProgressAttributes(write.progress),
        version === 0 ? isWithoutVersion : hasVersion(version),
      );
    }
    case 'updateOpenOrder':
      return put(openOrderAttributes(write.order), rests(write.expected));
    case 'deleteOpenOrder':
      return { Delete: { TableName, Key, ...rests(write.expected) } };
    case 'checkOpenOrder':
      return { ConditionCheck: { TableName, Key, ...rests(write.expected) } };
    case 'closeOrderRecord':
      return {
        Update: {
          TableName,
          Key,
          ...updateOf('SET', closureAttributes(write.closure), isOpen(write.order.orderId)),
        },
      };
    case 'checkNoOpenRecord':
      return { ConditionCheck: { TableName, Key, ...isNotOpen(write.order.orderId) } };
    case 'putSetAsideOrder':
      return put(setAsideAttributes(write.setAside));
    case 'putHead': {
      const version = write.head.version - 1;
      return put(headAttributes(write.head), version === 0 ? isAbsent : hasVersion(version));
    }
    case 'putTrades':
      return put(batchAttributes(write.batch));
    case 'putCandle':
      return put(candleAttributes(write.candle));
    case 'creditBox':
      return { Update: { TableName, Key, ...updateOf('ADD', creditAttributes(write.credit)) } };
    case 'debitBox': {
      const { version } = write.box;
      const added = { ...amountsAttributes(negated(write.debit)), version: attribute(1) };
      const condition = version === 0 ? isNeverCollected : hasVersion(version);
      return { Update: { TableName, Key, ...updateOf('ADD', added, condition) } };
    }
    case 'putStatement':
      return put(statementAttributes(write.entry));
    case 'insertReceiptPart':
      return put(receiptPartAttributes(write.part), isAbsent);
  }
}

/** None of the names in conditions and updates is a reserved word of DynamoDB. */
interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues?: Attributes;
}

const isAbsent: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

const isWithoutVersion: Condition = { ConditionExpression: 'attribute_not_exists(version)' };

const isNeverCollected: Condition = {
  ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(version)',
};

function hasVersion(version: number): Condition {
  return {
    ConditionExpression: 'version = :expected',
    ExpressionAttributeValues: { ':expected': attribute(version) },
  };
}

function rests({ remainingQuantity }: OpenOrder): Condition {
  return {
    ConditionExpression: 'remainingQuantity = :expected',
    ExpressionAttributeValues: { ':expected': attribute(remainingQuantity) },
  };
}

function isOpen(orderId: string): Condition {
  return {
    ConditionExpression: 'orderId = :expected AND attribute_not_exists(closedAt)',
    ExpressionAttributeValues: { ':expected': attribute(orderId) },
  };
}

function isNotOpen(orderId: string): Condition {
  return {
    ConditionExpression:
      'attribute_not_exists(pk) OR orderId <> :expected OR attribute_exists(closedAt)',
    ExpressionAttributeValues: { ':expected': attribute(orderId) },
  };
}

function updateOf(clause: 'SET' | 'ADD', values: Attributes, condition?: Condition) {
  const separator = clause === 'SET' ? ' = ' : ' ';
  const parts = Object.keys(values).map((name) => `${name}${separator}:${name}`);
  return {
    UpdateExpression: `${clause} ${parts.join(', ')}`,
    ...condition,
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ...condition?.ExpressionAttributeValues,
    },
  };
}

/** An update has to name an attribute, also one that adds nothing. */
function creditAttributes(credit: Amounts): Attributes {
  return isNothing(credit) ? { goodsBought: attribute(0n) } : amountsAttributes(credit);
}
