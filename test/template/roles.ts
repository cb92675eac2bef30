import { accountId, resourceName } from './aws.js';
import type { DeployedTemplate } from './deployed-template.js';
import { policyProperties, roleProperties } from './properties.js';

interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** What a role may do by the template, and what was done in its name. */
export class Role {
  readonly #permissions: readonly Permission[];
  readonly #used = new Set<Permission>();
  readonly #refused = new Set<string>();

  constructor(permissions: readonly Permission[]) {
    this.#permissions = permissions;
  }

  /** Notes a call; whether the role may do that. */
  uses(action: string, resource: string): boolean {
    const allowing = this.#permissions.filter(
      (permission) => matches(permission.action, action) && matches(permission.resource, resource),
    );
    for (const permission of allowing) this.#used.add(permission);
    if (allowing.length === 0) this.#refused.add(`${action} on ${resourceName(resource)}`);
    return allowing.length > 0;
  }

  /** Like {@link uses}, but throws when the role may not do that. */
  mustUse(action: string, resource: string): void {
    if (this.uses(action, resource)) return;
    throw new Error(`AccessDenied: ${action} on ${resource}`);
  }

  /** What was tried, and is not allowed. */
  get refused(): string[] {
    return [...this.#refused].sort();
  }

  /** What is allowed, and was not done. */
  get unused(): string[] {
    return this.#permissions
      .filter((permission) => !this.#used.has(permission))
      .map(({ action, resource }) => `${action} on ${resourceName(resource)}`)
      .sort();
  }
}

/** The roles of a template. */
export class Roles {
  readonly #roles = new Map<string, { readonly role: Role; readonly services: string[] }>();

  constructor(template: DeployedTemplate) {
    const policies = template.all('AWS::IAM::Policy', policyProperties);
    for (const { ref, arn, properties } of template.all('AWS::IAM::Role', roleProperties)) {
      const permissions = policies
        .filter(({ properties: { Roles: roles } }) => roles.includes(ref))
        .flatMap(({ properties: { PolicyDocument } }) => PolicyDocument.Statement)
        .flatMap(({ Action, Resource }) =>
          Action.flatMap((action) => Resource.map((resource) => ({ action, resource }))),
        );
      const services = properties.AssumeRolePolicyDocument.Statement.filter(
        ({ Condition }) => !Condition || Condition.StringEquals['aws:SourceAccount'] === accountId,
      ).map(({ Principal }) => Principal.Service);
      this.#roles.set(arn, { role: new Role(permissions), services });
    }
  }

  /** The role of an ARN, which must trust the service that takes it on. */
  assume(arn: string, service: string): Role {
    const found = this.#roles.get(arn);
    if (found?.services.includes(`${service}.amazonaws.com`)) return found.role;
    throw new Error(`${service} cannot take on ${arn}`);
  }

  /** All roles by the names that they have in the stack. */
  named(stack: string): ReadonlyMap<string, Role> {
    return new Map(
      [...this.#roles].map(([arn, { role }]) => [
        resourceName(arn).replace(`role/${stack}-`, ''),
        role,
      ]),
    );
  }
}

/** Whether a pattern of a policy covers a name; `*` stands for anything. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.?+^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
