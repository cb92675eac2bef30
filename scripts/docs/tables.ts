import * as z from 'zod/mini';
import { answerNames } from '../../src/api/openapi.js';
import { operations } from '../../src/api/operations.js';
import { marketRulesSchema } from '../../src/model/rules.js';
import { costFigures, idleTable, perMillionTable, writeUnitsTable } from './cost-tables.js';
import { table } from './table.js';

/** Tables that follow from the code and from measured figures, by page and by the name of their place there. */
export function generatedTables(): Record<string, Record<string, string>> {
  const figures = costFigures();
  return {
    'docs/guides/http-api.md': { operations: operationsTable() },
    'docs/guides/rules.md': { rules: rulesTable() },
    'docs/guides/deploy.md': { cost: perMillionTable(figures), idle: idleTable(figures) },
    'docs/architecture.md': { 'write-units': writeUnitsTable(figures) },
  };
}

/** A page with its tables in their places: between `<!-- name -->` and `<!-- /name -->`. */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(text)) throw new Error(`there is no place for the table ${name}`);
    return text.replace(place, (_, before, after) => `${before}\n${table}\n\n${after}`);
  }, page);
}

function operationsTable(): string {
  return table(
    ['request', 'what it does', 'answer'],
    operations.map(({ id, method, path, status, summary }) => [
      `\`${method} ${path}\``,
      summary,
      `${status} \`${answerNames[id]}\``,
    ]),
  );
}

function rulesTable(): string {
  const { properties = {} } = z.toJSONSchema(marketRulesSchema, { io: 'input' }) as {
    properties?: Record<string, RuleSchema>;
  };
  return table(
    ['rule', 'values', 'default', 'what it says'],
    Object.entries(properties).map(([name, schema]) => [
      `\`${name}\``,
      valuesOf(schema),
      `\`${JSON.stringify(schema.default)}\``,
      schema.description ?? schema.allOf?.[0]?.description ?? '',
    ]),
  );
}

interface RuleSchema {
  readonly default?: unknown;
  readonly description?: string;
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly allOf?: readonly RuleSchema[];
}

function valuesOf(schema: RuleSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  return `${schema.type}, ${schema.minimum} to ${schema.maximum?.toLocaleString('en-US')}`;
}
