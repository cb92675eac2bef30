import type { AcceptedOrder, OpenOrderKey, OrderClosure } from '../../engine/entities.js';
import type { OrderType, TimeInForce } from '../../model/market.js';
import {
  type Attributes,
  amountOf,
  attributes,
  integerOf,
  optionalString,
  stringOf,
} from './attributes.js';

/** What every item of an order says, and how each is read: what is written follows from it. */
const commonFields = {
  account: stringOf,
  clientOrderId: stringOf,
  quantity: integerOf,
  timeInForce: (item, name) => stringOf(item, name) as TimeInForce,
  expiresAt: optionalString,
  acceptedAt: stringOf,
} as const satisfies FieldsOf<Omit<AcceptedOrder, keyof OpenOrderKey>>;

/** What the key of an open order says, for items with other keys. */
const keyFields = {
  orderId: stringOf,
  type: (item, name) => stringOf(item, name) as OrderType,
  material: stringOf,
  pricePerUnit: integerOf,
} as const satisfies FieldsOf<OpenOrderKey>;

type FieldsOf<Entity> = {
  readonly [Field in keyof Entity]: (item: Attributes, name: string) => Entity[Field];
};

export function commonValues(order: AcceptedOrder) {
  return valuesOf(order, commonFields);
}

export function toCommon(item: Attributes): Omit<AcceptedOrder, keyof OpenOrderKey> {
  return read(item, commonFields);
}

/** All of an order, for items whose keys do not say what the key of an open order says. */
export function acceptedAttributes(order: AcceptedOrder): Attributes {
  return attributes({ ...valuesOf(order, keyFields), ...commonValues(order) });
}

export function toAccepted(item: Attributes): AcceptedOrder {
  return { ...read(item, keyFields), ...toCommon(item) };
}

function valuesOf(order: AcceptedOrder, fields: object) {
  const names = Object.keys(fields) as (keyof AcceptedOrder)[];
  return Object.fromEntries(names.map((name) => [name, order[name]]));
}

function read<Entity>(item: Attributes, fields: FieldsOf<Entity>): Entity {
  const names = Object.keys(fields) as (string & keyof Entity)[];
  return Object.fromEntries(names.map((name) => [name, fields[name](item, name)])) as Entity;
}

/** Missing where an order was never reduced, as in what was stored before orders could be. */
export function reducedValue({ reducedQuantity }: { readonly reducedQuantity: number }) {
  return { reducedQuantity: reducedQuantity || undefined };
}

export function toReduced(item: Attributes): { readonly reducedQuantity: number } {
  return { reducedQuantity: Number(amountOf(item, 'reducedQuantity')) };
}

type Progress = Pick<OrderClosure, 'remainingQuantity' | 'tradedValue' | 'feeCharged'>;

export function progressValues({ remainingQuantity, tradedValue, feeCharged }: Progress) {
  return {
    remainingQuantity,
    tradedValue: tradedValue || undefined,
    feeCharged: feeCharged || undefined,
  };
}

export function toProgress(item: Attributes): Progress {
  return {
    remainingQuantity: integerOf(item, 'remainingQuantity'),
    tradedValue: amountOf(item, 'tradedValue'),
    feeCharged: amountOf(item, 'feeCharged'),
  };
}
