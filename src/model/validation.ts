import * as z from 'zod/mini';
import { type Issue, MarketError } from './errors.js';

/** Parses a value, or throws a `VALIDATION_FAILED` error that names every invalid field. */
export function parseRequest<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw validationError(
    what,
    result.error.issues.flatMap((issue) => toIssues(issue, value)),
  );
}

export function validationError(what: string, issues: readonly Issue[]): MarketError {
  const summary = issues
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join('; ');
  return new MarketError('VALIDATION_FAILED', `${what} is not valid: ${summary}`, { issues });
}

function toIssues(issue: z.core.$ZodIssue, value: unknown): Issue[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'is not a known field',
    }));
  }
  if (issue.path.length > 0 && valueAt(value, issue.path) === undefined) {
    return [{ path, message: 'is required' }];
  }
  return [{ path, message: issue.message }];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}
