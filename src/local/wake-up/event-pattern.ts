import type { EventPattern, EventPatternMatcher } from '../../deployment/change-stream.js';
import { MarketError } from '../../model/errors.js';

type Value = string | number | boolean | null;

/**
 * Whether an event matches an EventBridge pattern: every field of the pattern has to match. Supports
 * exact values, `prefix`, `exists`, `anything-but` and `numeric`. Throws for any other operator, because
 * a filter that is only partly understood would let the wrong records through.
 */
export function matchesEventPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const values = valuesAt(event, field);
    if (!isList(expected)) {
      // `exists: false` matches a field that is missing.
      return values.length === 0
        ? matchesEventPattern(expected, undefined)
        : values.some((value) => matchesEventPattern(expected, value));
    }
    const leaves = values.filter(isLeaf);
    return expected.some((matcher) => matches(matcher, leaves));
  });
}

function isList(
  expected: EventPattern | readonly EventPatternMatcher[],
): expected is readonly EventPatternMatcher[] {
  return Array.isArray(expected);
}

/** What an event has at a field; the elements if it is a list there. */
function valuesAt(event: unknown, field: string): unknown[] {
  if (typeof event !== 'object' || event === null || !Object.hasOwn(event, field)) return [];
  const value: unknown = Reflect.get(event, field);
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
}

function isLeaf(value: unknown): value is Value {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function matches(matcher: EventPatternMatcher, values: readonly Value[]): boolean {
  if (typeof matcher !== 'object' || matcher === null) return values.includes(matcher);
  if ('exists' in matcher) return values.length > 0 === matcher.exists;
  return values.some(testOf(matcher));
}

function testOf(
  matcher: Exclude<EventPatternMatcher, Value | { exists: boolean }>,
): (value: Value) => boolean {
  if ('prefix' in matcher) return (value) => startsWith(value, matcher.prefix);
  if ('numeric' in matcher) return numericTest(matcher.numeric);
  if ('anything-but' in matcher) {
    const excluded = matcher['anything-but'];
    if (typeof excluded === 'object' && 'prefix' in excluded) {
      return (value) => !startsWith(value, excluded.prefix);
    }
    const list: readonly Value[] = [excluded].flat();
    return (value) => !list.includes(value);
  }
  throw unsupported(matcher);
}

function startsWith(value: Value, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix);
}

/** Comparisons that must all hold, such as `['>', 0, '<=', 5]`. */
function numericTest(terms: readonly (string | number)[]): (value: Value) => boolean {
  const comparisons: ((value: number) => boolean)[] = [];
  for (let index = 0; index < terms.length; index += 2) {
    comparisons.push(comparison(terms[index], terms[index + 1]));
  }
  return (value) => typeof value === 'number' && comparisons.every((holds) => holds(value));
}

function comparison(operator: unknown, limit: unknown): (value: number) => boolean {
  if (typeof limit === 'number') {
    if (operator === '=') return (value) => value === limit;
    if (operator === '<') return (value) => value < limit;
    if (operator === '<=') return (value) => value <= limit;
    if (operator === '>') return (value) => value > limit;
    if (operator === '>=') return (value) => value >= limit;
  }
  throw unsupported({ numeric: [operator, limit] });
}

function unsupported(matcher: object): MarketError {
  return new MarketError(
    'CONFIGURATION',
    `${JSON.stringify(matcher)} is not an event pattern that the local market knows`,
  );
}
