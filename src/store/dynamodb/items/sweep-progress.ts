import type { SweepProgress } from '../../../engine/entities.js';
import { type ItemKey, ledgerKey, marketPartition } from '../../keys.js';
import { type Condition, hasVersion, put } from '../actions.js';
import {
  type Attributes,
  attributes,
  flagOf,
  optionalInteger,
  optionalString,
  stringOf,
} from '../attributes.js';
import type { ItemCodec } from '../codec.js';

const prefix = 'SWEEP#';

export function sweepProgressKey(): ItemKey {
  return ledgerKey(marketPartition, prefix);
}

const listSeparator = ' ';

function encode(progress: SweepProgress): Attributes {
  const { version, sweptUntil, unfinished, hasNotedMaterials, stoppedAt } = progress;
  return {
    ...attributes({
      version,
      sweptUntil,
      unfinished: unfinished.join(listSeparator) || undefined,
      stoppedAtBucket: stoppedAt.bucket,
      stoppedAtCursor: stoppedAt.cursor,
      stoppedAtMaterial: stoppedAt.material,
    }),
    ...(hasNotedMaterials && { hasNotedMaterials: { BOOL: true } }),
  };
}

function toSweepProgress(item: Attributes): SweepProgress {
  return {
    version: optionalInteger(item, 'version') ?? 0,
    sweptUntil: stringOf(item, 'sweptUntil'),
    unfinished: optionalString(item, 'unfinished')?.split(listSeparator) ?? [],
    hasNotedMaterials: flagOf(item, 'hasNotedMaterials'),
    stoppedAt: {
      bucket: optionalString(item, 'stoppedAtBucket'),
      cursor: optionalString(item, 'stoppedAtCursor'),
      material: optionalString(item, 'stoppedAtMaterial'),
    },
  };
}

const isWithoutVersion: Condition = { ConditionExpression: 'attribute_not_exists(version)' };

export const sweepProgressCodec: ItemCodec<'sweepProgress', 'putSweepProgress'> = {
  place: { table: 'ledger', partition: marketPartition, sort: prefix },
  decode: (item) => ({ item: 'sweepProgress', progress: toSweepProgress(item) }),
  writes: {
    putSweepProgress: {
      key: sweepProgressKey,
      action: ({ progress }) =>
        put(
          encode(progress),
          progress.version === 1 ? isWithoutVersion : hasVersion(progress.version - 1),
        ),
    },
  },
};
