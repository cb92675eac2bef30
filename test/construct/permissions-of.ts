import type { Template } from 'aws-cdk-lib/assertions';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface PolicyProperties {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  readonly Roles: readonly { readonly Ref: string }[];
}

/**
 * What a role of a template may do: actions by resource, as `Orders.Arn` or `Orders.Arn/index/x`.
 * Resources are named without the hash and without the path that they share.
 */
export function permissionsOf(
  template: Template,
  role: string,
): Readonly<Record<string, readonly string[]>> {
  const permissions: Record<string, string[]> = {};
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Policy'))) {
    const { PolicyDocument, Roles } = Properties as PolicyProperties;
    if (!Roles.some(({ Ref }) => shortName(Ref) === role)) continue;
    for (const { Effect, Action, Resource } of PolicyDocument.Statement) {
      if (Effect !== 'Allow') throw new Error(`unexpected ${Effect} in the policy of ${role}`);
      for (const resource of [Resource].flat()) {
        const name = resourceName(resource);
        permissions[name] = [...(permissions[name] ?? []), ...[Action].flat()].sort();
      }
    }
  }
  return permissions;
}

function resourceName(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { 'Fn::GetAtt': attribute, 'Fn::Join': join } = resource as {
    readonly 'Fn::GetAtt'?: readonly [string, string];
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  };
  if (attribute) return `${shortName(attribute[0])}.${attribute[1]}`;
  if (join) return join[1].map(resourceName).join(join[0]);
  throw new Error(`cannot name the resource ${JSON.stringify(resource)}`);
}

function shortName(logicalId: string): string {
  return logicalId.replace(/^Market/, '').replace(/[0-9A-F]{8}$/, '');
}
