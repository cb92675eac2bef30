import * as z from 'zod/mini';
import { maxQuantity } from '../model/limits.js';

/** A schema as OpenAPI 3.0 has it. */
export interface JsonSchema {
  type?: string;
  format?: string;
  description?: string;
  nullable?: boolean;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  pattern?: string;
  default?: unknown;
  example?: unknown;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  allOf?: readonly JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  $ref?: string;
  [extension: `x-${string}`]: unknown;
}

type Schemas = Readonly<Record<string, z.ZodMiniType>>;

/** A reference to a schema of the document. */
export function refTo(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/**
 * Schemas by name for OpenAPI 3.0. What has a name is referred to by it wherever it is used, so that
 * generators need not invent one.
 *
 * @param open Names of enumerations to which values may be added.
 */
export function jsonSchemas(
  schemas: Schemas,
  io: 'input' | 'output',
  open: ReadonlySet<z.core.$ZodType> = new Set(),
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    io,
    target: 'openapi-3.0',
    uri: (id) => refTo(id).$ref,
    override: ({ zodSchema, jsonSchema }) => {
      simplify(jsonSchema as JsonSchema);
      if (open.has(zodSchema)) leaveOpen(jsonSchema as JsonSchema);
    },
  });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [
      id,
      tidied(schema as JsonSchema, io),
    ]),
  );
}

/** Says the same in fewer words, which is what generators make the most of. */
function simplify(schema: JsonSchema): void {
  // A number of a query is parsed from text, so that to zod it is no integer.
  if (schema.type === 'number' && schema.multipleOf === 1) {
    schema.type = 'integer';
    delete schema.multipleOf;
  }
  if (schema.type === 'integer') {
    if (schema.minimum === Number.MIN_SAFE_INTEGER) schema.minimum = 0;
    // Units and coins are all of one type, also where today's limits would fit into 32 bits.
    schema.format = (schema.maximum ?? Infinity) < maxQuantity ? 'int32' : 'int64';
  }
  // Some generators make a field with a default one that must be given.
  if (schema.default !== undefined) {
    describe(schema, `Default: ${schema.default}.`);
    delete schema.default;
  }
  if (schema.format === 'date-time') delete schema.pattern;
  // Not every language's expressions can say these; their descriptions do.
  if (schema.allOf?.every(({ pattern }) => pattern !== undefined)) delete schema.allOf;
  // OpenAPI 3.0 reads `nullable` only beside a type.
  if (schema.nullable && schema.allOf) schema.type = 'object';
}

/** A schema that says no more than where it is, as a reference. */
export function withoutWrapper(schema: JsonSchema): JsonSchema {
  const [only, ...others] = schema.allOf ?? [];
  return only && others.length === 0 && Object.keys(schema).length === 1 ? only : schema;
}

function leaveOpen(schema: JsonSchema): void {
  const { enum: values = [] } = schema;
  describe(
    schema,
    `Values may be added. Known: ${values.map((value) => `\`${value}\``).join(', ')}.`,
  );
  schema['x-extensible-enum'] = values;
  delete schema.enum;
}

function describe(schema: JsonSchema, more: string): void {
  schema.description = `${schema.description ?? ''} ${more}`.trim();
}

/**
 * A schema without wrappers that say nothing. In an answer it leaves room: clients must not refuse
 * it for a field that is added later.
 */
function tidied<Value>(value: Value, io: 'input' | 'output'): Value {
  if (Array.isArray(value)) return value.map((item) => tidied(item, io)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(withoutWrapper(value as JsonSchema))
      .filter(([name, setting]) => io === 'input' || name !== 'additionalProperties' || setting)
      .map(([name, setting]) => [name, tidied(setting, io)]),
  ) as Value;
}
