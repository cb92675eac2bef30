import type { ExpiringOrder, SweepProgress } from '../../../engine/entities.js';
import type { ActivityNote } from '../../../model/activity.js';
import { parseActivitySort, parseExpiringSort, parseMaterialSort } from '../../keys.js';
import {
  type Attributes,
  attributes,
  optionalInteger,
  optionalString,
  stringOf,
} from '../attributes.js';

/** All there is to say of it is in its key. */
export function toExpiringOrder(item: Attributes): ExpiringOrder {
  return parseExpiringSort(stringOf(item, 'sk'));
}

export function toMaterial(item: Attributes): string {
  return parseMaterialSort(stringOf(item, 'sk'));
}

/** All there is to say of it is in its key. */
export function toActivityNote(item: Attributes): ActivityNote {
  return parseActivitySort(stringOf(item, 'sk'));
}

const listSeparator = ' ';

export function sweepProgressAttributes(progress: SweepProgress): Attributes {
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

export function toSweepProgress(item: Attributes): SweepProgress {
  return {
    version: optionalInteger(item, 'version') ?? 0,
    sweptUntil: stringOf(item, 'sweptUntil'),
    unfinished: optionalString(item, 'unfinished')?.split(listSeparator) ?? [],
    hasNotedMaterials: item.hasNotedMaterials?.BOOL === true,
    stoppedAt: {
      bucket: optionalString(item, 'stoppedAtBucket'),
      cursor: optionalString(item, 'stoppedAtCursor'),
      material: optionalString(item, 'stoppedAtMaterial'),
    },
  };
}
