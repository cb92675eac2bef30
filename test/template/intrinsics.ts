/** Where an intrinsic function of CloudFormation finds what it names. */
export interface Scope {
  ref(logicalName: string): string;
  attribute(logicalId: string, name: string): string;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/**
 * A value of a template with all intrinsic functions in it evaluated. Throws for a function that it
 * does not know, so that none is taken for a plain object.
 */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((part) => resolve(part, scope));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const called = entries.find(([name]) => name === 'Ref' || name.startsWith('Fn::'));
  if (!called)
    return Object.fromEntries(entries.map(([name, part]) => [name, resolve(part, scope)]));
  const [name, argument] = called;
  const intrinsic = intrinsics[name];
  if (!intrinsic || entries.length > 1) {
    throw new Error(`cannot evaluate ${JSON.stringify(value).slice(0, 200)}`);
  }
  return intrinsic(argument, scope);
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(text(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, name] = list(argument).map(text) as [string, string];
    return scope.attribute(logicalId, name);
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument);
    return list(resolve(parts, scope)).map(text).join(text(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, parts] = list(resolve(argument, scope));
    return list(parts)[Number(index)];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list(resolve(argument, scope));
    return text(whole).split(text(separator));
  },
  'Fn::Sub': (argument, scope) =>
    text(argument).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      const [logicalId = '', attribute] = name.split('.');
      return attribute ? scope.attribute(logicalId, attribute) : scope.ref(name);
    }),
};

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`expected a text, not ${JSON.stringify(value)}`);
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list, not ${JSON.stringify(value)}`);
}
