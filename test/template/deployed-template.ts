import type * as z from 'zod';
import { pseudoParameters } from './aws.js';
import type { Template } from './cloud-assembly.js';
import { resolve, type Scope } from './intrinsics.js';
import { type Created, create } from './resource-types.js';

export interface DeployedResource<Properties> {
  readonly logicalId: string;
  readonly ref: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: Properties;
}

/** A template whose resources have names, so that every property in it has a value. */
export class DeployedTemplate {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly #resources: readonly {
    readonly type: string;
    readonly resource: DeployedResource<unknown>;
  }[];
  readonly #asked = new Set<string>();

  constructor(stack: string, template: Template) {
    const created = new Map(
      Object.entries(template.Resources).map(([logicalId, { Type, Properties }]) => {
        const { TableName = `${stack}-${logicalId}` } = Properties;
        return [logicalId, create(Type, String(TableName))] as const;
      }),
    );
    const scope = scopeOf(template, created);
    // Everything is evaluated, also what takes no part in the run.
    this.#resources = Object.entries(template.Resources).map(([logicalId, resource]) => {
      const { ref, attributes } = created.get(logicalId) as Created;
      const properties = resolve(resource.Properties, scope);
      const { Arn: arn = '' } = attributes;
      return { type: resource.Type, resource: { logicalId, ref, arn, attributes, properties } };
    });
    this.outputs = Object.fromEntries(
      Object.entries(template.Outputs).map(([name, { Value }]) => [name, resolve(Value, scope)]),
    );
  }

  /** Resources of a type, whose properties must be those of the schema and no others. */
  all<Schema extends z.ZodType>(
    type: string,
    schema: Schema,
  ): readonly DeployedResource<z.infer<Schema>>[] {
    this.#asked.add(type);
    return this.#resources
      .filter((one) => one.type === type)
      .map(({ resource }) => {
        const parsed = schema.safeParse(resource.properties);
        if (parsed.success) return { ...resource, properties: parsed.data };
        throw new Error(`${type} ${resource.logicalId}: ${parsed.error.message}`);
      });
  }

  /** Types of resources that nobody asked for. */
  leftOver(): string[] {
    const types = new Set(this.#resources.map(({ type }) => type));
    return [...types].filter((type) => !this.#asked.has(type)).sort();
  }
}

function scopeOf(template: Template, created: ReadonlyMap<string, Created>): Scope {
  const known = (value: string | undefined, name: string): string => {
    if (value === undefined) throw new Error(`the template refers to ${name}, which is not there`);
    return value;
  };
  return {
    ref: (name) =>
      known(
        created.get(name)?.ref ?? pseudoParameters[name] ?? template.Parameters[name]?.Default,
        name,
      ),
    attribute: (logicalId, name) =>
      known(created.get(logicalId)?.attributes[name], `${logicalId}.${name}`),
  };
}
