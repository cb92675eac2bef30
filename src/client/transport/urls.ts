import { validationError } from '../../model/validation.js';

export function isoTime(time: string | Date | undefined): string | undefined {
  return typeof time === 'object' ? time.toISOString() : time;
}

/**
 * Parameters of a path. Types are not everywhere: what is missing or no text in JavaScript would
 * otherwise be the account `undefined`, for which nothing is ever there.
 */
export function requireParams(params: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(params)) requireText(value, name);
}

/** Throws `VALIDATION_FAILED` for what is no text, or empty. */
function requireText(value: unknown, name: string): void {
  if (typeof value === 'string' && value !== '') return;
  const message = value === undefined ? 'is required' : 'must be text, and not empty';
  throw validationError('request', [{ path: name, message }]);
}

export function queryOf(
  query: Readonly<Record<string, string | number | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
