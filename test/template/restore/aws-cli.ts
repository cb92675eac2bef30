import * as dynamodb from '@aws-sdk/client-dynamodb';

/** Operations that the engine has not, done by the run. */
export type Operations = Readonly<
  Record<string, (input: Readonly<Record<string, unknown>>) => Promise<object>>
>;

/** An operation's schema in the SDK, as far as it is looked at: names and types of its members. */
interface InputSchema {
  readonly members: readonly string[];
  readonly types: readonly unknown[];
}

const booleanType = 2;
const timestampType = 4;

/**
 * `aws dynamodb` on an engine. Takes what is an operation of the SDK with members of its input, and
 * nothing else, so that a command which is wrong stops the run.
 */
export async function awsCli(
  client: dynamodb.DynamoDBClient,
  [service, operation = '', ...rest]: readonly string[],
  operations: Operations,
): Promise<string> {
  if (service !== 'dynamodb') throw new Error(`no stand-in for aws ${service}`);
  if (operation === 'wait') return wait(client, rest);
  const { query, output, ...options } = optionsOf(rest);
  const name = pascal(operation);
  const Command = Reflect.get(dynamodb, `${name}Command`) as
    | (new (
        input: object,
      ) => { readonly schema: readonly unknown[] })
    | undefined;
  if (!Command) throw new Error(`aws dynamodb has no ${operation}`);
  const input = inputOf(options, schemaOf(new Command({}).schema));
  const result = await (operations[name]?.(input) ??
    client.send(new Command(input) as unknown as dynamodb.DescribeTableCommand));
  if (output !== undefined && output !== 'json') throw new Error(`no stand-in for ${output}`);
  return JSON.stringify(query === undefined ? result : queried(result, String(query)), null, 2);
}

async function wait(
  client: dynamodb.DynamoDBClient,
  [state, ...rest]: readonly string[],
): Promise<string> {
  const { 'table-name': TableName, ...others } = optionsOf(rest);
  if (state !== 'table-exists' || typeof TableName !== 'string' || Object.keys(others).length > 0) {
    throw new Error(`aws dynamodb wait takes no ${state} ${rest.join(' ')}`);
  }
  await dynamodb.waitUntilTableExists({ client, maxWaitTime: 500 }, { TableName });
  return '';
}

function optionsOf(args: readonly string[]): Record<string, string | boolean> {
  const options: Record<string, string | boolean> = {};
  for (let index = 0; index < args.length; index += 1) {
    const name = /^--([a-z-]+)$/.exec(args[index] ?? '')?.[1];
    if (name === undefined) throw new Error(`not an option: ${args[index]}`);
    const value = args[index + 1];
    if (value === undefined || value.startsWith('--')) {
      options[name.replace(/^no-/, '')] = !name.startsWith('no-');
    } else {
      options[name] = value;
      index += 1;
    }
  }
  return options;
}

function schemaOf(operation: readonly unknown[]): InputSchema {
  const [, , , , input] = operation;
  return structureOf(typeof input === 'function' ? input() : input);
}

function structureOf(schema: unknown): InputSchema {
  const [, , , , members, types] = schema as readonly [0, 0, 0, 0, string[], unknown[]];
  return { members, types };
}

function inputOf(
  options: Readonly<Record<string, string | boolean>>,
  { members, types }: InputSchema,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([option, value]) => {
      const name = pascal(option);
      const type = types[members.indexOf(name)];
      if (type === undefined) throw new Error(`no option --${option}`);
      return [name, parsed(value, type)];
    }),
  );
}

function parsed(value: string | boolean, type: unknown): unknown {
  if (type === booleanType) {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw new Error(`not true or false: ${value}`);
  }
  if (typeof value === 'boolean') throw new Error('an option has no value');
  if (type === timestampType) {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) throw new Error(`not a time: ${value}`);
    return new Date(value);
  }
  if (typeof type !== 'function') return value;
  // A structure in the shorthand syntax: Name=value,Name=value
  const parts = value.split(',').map((part) => part.split('=') as [string, string]);
  const { members, types } = structureOf(type());
  return Object.fromEntries(
    parts.map(([name, text]) => {
      const memberType = types[members.indexOf(name)];
      if (memberType === undefined) throw new Error(`no member ${name} in ${value}`);
      return [name, parsed(text, memberType)];
    }),
  );
}

/** As much of JMESPath as the guide uses: `A` and `A.{x: B, y: C}`. */
function queried(result: object, query: string): unknown {
  const [, name = '', hash] = /^(\w+)(?:\.\{(.*)\})?$/.exec(query) ?? [];
  const value: unknown = Reflect.get(result, name);
  if (typeof value !== 'object' || value === null) throw new Error(`nothing at ${query}`);
  if (hash === undefined) return value;
  return Object.fromEntries(
    hash.split(',').map((part) => {
      const [, key = '', member = ''] = /^\s*(\w+): (\w+)$/.exec(part) ?? [];
      if (!(member in value)) throw new Error(`nothing at ${member} of ${query}`);
      return [key, Reflect.get(value, member)];
    }),
  );
}

function pascal(kebab: string): string {
  return kebab.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
