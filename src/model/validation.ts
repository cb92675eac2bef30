import * as z from 'zod/mini';
import { type Issue, MarketError, type MarketErrorOptions } from './errors.js';

/** An object that has these fields and no others. `what` says what it must be. */
export function strictFields<const Shape extends z.core.$ZodShape>(
  shape: Shape,
  what = 'must be an object',
) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `is not a known field; known fields: ${known}` : what,
  });
}

/** Something that is told by what it can do: its class may be that of another copy of a package. */
export function objectWith<Type>(method: string, what: string) {
  const canDo = (value: unknown) =>
    typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
  return z.custom<Type>(canDo, what);
}

export function functionThat<Type>(what: string) {
  return z.custom<Type>((value) => typeof value === 'function', what);
}

/** Parses a value, or throws a `VALIDATION_FAILED` error that names every invalid field. */
export function parseRequest<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw validationError(what, issuesOf(result.error, value));
}

/** Checks the options that something is made or called with, and gives them back as they are. */
export function checkOptions<Options>(
  schema: z.ZodMiniType,
  options: Options,
  what: string,
): Options {
  parseRequest(schema, options, what);
  return options;
}

/** Every offending field of a value. */
export function issuesIn(schema: z.ZodMiniType, value: unknown): Issue[] {
  const result = z.safeParse(schema, value);
  return result.success ? [] : issuesOf(result.error, value);
}

export function validationError(
  what: string,
  issues: readonly Issue[],
  options: Pick<MarketErrorOptions, 'outcome'> = {},
): MarketError {
  const summary = issues
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join('; ');
  return new MarketError('VALIDATION_FAILED', `${what} is not valid: ${summary}`, {
    ...options,
    issues,
  });
}

function issuesOf({ issues }: z.core.$ZodError, value: unknown): Issue[] {
  return issues.flatMap((issue) => toIssues(issue, value));
}

function toIssues(issue: z.core.$ZodIssue, value: unknown): Issue[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: issue.message,
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
