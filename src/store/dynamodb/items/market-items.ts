import type { ExpiringOrder, SweepProgress } from '../../../engine/entities.js';
import { parseExpiringSort, parseMaterialSort } from '../../keys.js';
import { type Attributes, attributes, stringOf } from '../attributes.js';

/** All there is to say of it is in its key. */
export function toExpiringOrder(item: Attributes): ExpiringOrder {
  return parseExpiringSort(stringOf(item, 'sk'));
}

export function toMaterial(item: Attributes): string {
  return parseMaterialSort(stringOf(item, 'sk'));
}

export function sweepProgressAttributes({ sweptUntil }: SweepProgress): Attributes {
  return attributes({ sweptUntil });
}

export function toSweepProgress(item: Attributes): SweepProgress {
  return { sweptUntil: stringOf(item, 'sweptUntil') };
}
