import { MarketError } from '../../model/errors.js';

/** A position in a list, as clients see it. */
export function encodeCursor(position: string): string {
  return Buffer.from(position, 'utf8').toString('base64url');
}

/** The position that a cursor stands for; undefined for the first page. */
export function decodeCursor(cursor: string | null | undefined): string | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  // Decoding ignores characters that are not base64url: only what encodes back to itself is valid.
  const isEncoded = encodeCursor(position) === cursor;
  if (!isEncoded || !/^[\x21-\x7e]{1,256}$/.test(position)) throw notACursor();
  return position;
}

export function notACursor(): MarketError {
  const message = 'must be the cursor of an earlier page of the same list';
  return new MarketError('VALIDATION_FAILED', `cursor ${message}`, {
    issues: [{ path: 'cursor', message }],
  });
}
