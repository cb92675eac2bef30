const minute = 60_000;

/** Orders of one material are noted as activity once for each period of this length. */
const periodMs = 10 * minute;

/**
 * The longest time that an order may take from the making of its id to its landing, with what the
 * clocks of the functions differ by. The intake is stopped after 15 seconds.
 */
const landingMs = 10 * minute;

/** Notes are spread over as many partitions. */
export const activityShards = 4;

/** Note that orders of a material were accepted in a period. */
export interface ActivityNote {
  readonly material: string;
  /** Where the period begins; ISO 8601. */
  readonly since: string;
}

/** The note of an order that was accepted at that time. */
export function activityNoteOf(material: string, acceptedAt: number): ActivityNote {
  return { material, since: new Date(acceptedAt - (acceptedAt % periodMs)).toISOString() };
}

/** When the period of a note is over. */
export function endOfActivity({ since }: ActivityNote): number {
  return Date.parse(since) + periodMs;
}

/** From when on no order of a note's period can land any more. */
export function lastLandingOf(note: ActivityNote): number {
  return endOfActivity(note) + landingMs;
}

/** Where the notes of a material are kept. */
export function activityShardOf(material: string): number {
  let hash = 0;
  for (const character of material) hash = (hash * 31 + character.charCodeAt(0)) % 65_521;
  return hash % activityShards;
}
