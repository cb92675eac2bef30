import ts from 'typescript';
import type { Series } from './cloudwatch.js';

type Scalar = { readonly scalar: number };
type Value = Scalar | { readonly series: Series } | { readonly list: readonly Series[] };

/** What the names of an expression stand for. */
export type NamedSeries = ReadonlyMap<string, Series>;

/**
 * An expression of CloudWatch's metric math, by "Using metric math" in its user guide, as far as the
 * templates use the language. What it writes is JavaScript as well, so TypeScript's parser reads it.
 * Throws for what it does not know.
 */
export function evaluateMath(expression: string, metrics: NamedSeries): Series {
  const file = ts.createSourceFile(
    'expression.ts',
    expression.replace(/\bAND\b/g, '&&').replace(/\bOR\b/g, '||'),
    ts.ScriptTarget.Latest,
  );
  const [statement, ...others] = file.statements;
  if (!statement || others.length > 0 || !ts.isExpressionStatement(statement)) {
    throw new Error(`${expression} is not one expression`);
  }
  const value = evaluate(statement.expression, metrics);
  if ('series' in value) return value.series;
  throw new Error(`${expression} is not one series`);
}

function evaluate(node: ts.Expression, metrics: NamedSeries): Value {
  if (ts.isParenthesizedExpression(node)) return evaluate(node.expression, metrics);
  if (ts.isNumericLiteral(node)) return { scalar: Number(node.text) };
  if (ts.isIdentifier(node)) {
    const series = metrics.get(node.text);
    if (series) return { series };
    throw new Error(`no metric has the id ${node.text}`);
  }
  if (ts.isArrayLiteralExpression(node)) {
    return { list: node.elements.flatMap((element) => seriesOf(evaluate(element, metrics))) };
  }
  if (ts.isBinaryExpression(node)) {
    const operator = operators[ts.tokenToString(node.operatorToken.kind) ?? ''];
    if (operator) {
      return combine(operator, evaluate(node.left, metrics), evaluate(node.right, metrics));
    }
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const called = functions[node.expression.text];
    const values = node.arguments.map((argument) => evaluate(argument, metrics));
    if (called) return called(values, metrics);
  }
  throw new Error(`cannot evaluate ${ts.SyntaxKind[node.kind]} in a metric expression`);
}

const asNumber = (is: boolean): number => (is ? 1 : 0);

/** Undefined for a value that is dropped. */
const operators: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '==': (a, b) => asNumber(a === b),
  '!=': (a, b) => asNumber(a !== b),
  '<': (a, b) => asNumber(a < b),
  '<=': (a, b) => asNumber(a <= b),
  '>': (a, b) => asNumber(a > b),
  '>=': (a, b) => asNumber(a >= b),
  '&&': (a, b) => asNumber(a !== 0 && b !== 0),
  '||': (a, b) => asNumber(a !== 0 || b !== 0),
};

/** A value that only one of two series has is combined with 0; a scalar makes no value of its own. */
function combine(
  operator: (a: number, b: number) => number | undefined,
  left: Value,
  right: Value,
): Value {
  if ('scalar' in left && 'scalar' in right) {
    return { scalar: operator(left.scalar, right.scalar) ?? Number.NaN };
  }
  const [template] = seriesOf('scalar' in left ? right : left);
  return {
    series: (template as Series).map((_, index) => {
      const values = [left, right].map((value) => valueAt(value, index));
      const isMissing = [left, right].every(
        (value, side) => 'scalar' in value || values[side] === undefined,
      );
      return isMissing ? undefined : operator(values[0] ?? 0, values[1] ?? 0);
    }),
  };
}

const functions: Readonly<Record<string, (values: Value[], metrics: NamedSeries) => Value>> = {
  METRICS: (_, metrics) => ({ list: [...metrics.values()] }),
  SUM: ([list]) => reduce(list, (values) => values.reduce((sum, value) => sum + value, 0)),
  MAX: ([list]) => reduce(list, (values) => Math.max(...values)),
  MIN: ([list]) => reduce(list, (values) => Math.min(...values)),
  FILL: ([filled, filler]) => {
    const [series] = seriesOf(filled);
    if (!series || !filler || !('scalar' in filler))
      throw new Error('FILL takes a series, a number');
    // Nothing says what a metric without any value is filled to: take the worse.
    if (series.every((value) => value === undefined)) return { series };
    return { series: series.map((value) => value ?? filler.scalar) };
  },
  IF: ([condition, whenTrue, whenFalse]) => {
    const [tested] = seriesOf(condition);
    if (!tested || !whenTrue) throw new Error('IF takes a series and what to make of it');
    return {
      series: tested.map((value, index) => {
        if (value === undefined) return undefined;
        if (value !== 0) return valueAt(whenTrue, index) ?? 0;
        return whenFalse && valueAt(whenFalse, index);
      }),
    };
  },
};

/** One value of all series that have one at a time; over a single series it would be a scalar. */
function reduce(list: Value | undefined, reduction: (values: number[]) => number): Value {
  if (!list || !('list' in list)) throw new Error('only a list of series is reduced');
  const [first = []] = list.list;
  return {
    series: first.map((_, index) => {
      const values = list.list
        .map((series) => series[index])
        .filter((value) => value !== undefined);
      return values.length > 0 ? reduction(values) : undefined;
    }),
  };
}

function valueAt(value: Value, index: number): number | undefined {
  if ('scalar' in value) return value.scalar;
  if ('series' in value) return value.series[index];
  throw new Error('a list of series is no value');
}

function seriesOf(value: Value | undefined): readonly Series[] {
  if (value && 'series' in value) return [value.series];
  if (value && 'list' in value) return value.list;
  throw new Error('expected a series');
}
