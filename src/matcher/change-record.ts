import type { KinesisStreamRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { NamedOrder } from '../engine/matching/wake-material.js';
import { parseOrderKey } from '../model/order-key.js';
import { timeInForceSchema } from '../model/request.js';

const text = z.object({ S: z.string() });

/** What the matcher reads of a change record of the Orders table, as DynamoDB Streams writes it. */
const changeRecordSchema = z.object({
  dynamodb: z.object({
    Keys: z.object({ material: text, orderKey: text }),
    NewImage: z.object({
      /** Absent means good till cancelled. */
      timeInForce: z.optional(z.object({ S: timeInForceSchema })),
    }),
  }),
});

/** The order that a record on the stream names. Throws when the record is none of the pipe's. */
export function namedOrderOf(record: KinesisStreamRecord): NamedOrder {
  const { data, partitionKey } = record.kinesis;
  const json: unknown = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
  const { Keys, NewImage } = changeRecordSchema.parse(json).dynamodb;
  const order = parseOrderKey(Keys.orderKey.S);
  if (order === undefined || Keys.material.S !== partitionKey) {
    throw new Error(`record names ${Keys.material.S} ${Keys.orderKey.S} under ${partitionKey}`);
  }
  return { ...order, timeInForce: NewImage.timeInForce?.S ?? 'GTC' };
}
