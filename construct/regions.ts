import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type { FunctionUrlAccess } from './props.js';

/**
 * Regions without Function URLs, by the developer guide of Lambda ("Creating and managing Lambda
 * function URLs") as of November 2026.
 */
const withoutFunctionUrls: readonly string[] = [
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
];

/**
 * Regions without EventBridge Pipes, by "Amazon EventBridge Pipes endpoints and quotas" and the
 * endpoints in the AWS SDKs as of November 2026.
 */
const withoutPipes: readonly string[] = [
  'ap-east-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'il-central-1',
  'mx-central-1',
  'us-gov-east-1',
  'us-gov-west-1',
];

/**
 * The Function URL that a market gets: the requested kind; by default one that takes IAM, or none
 * in a region without Function URLs. Warns at synthesis about what the region lacks, if the region
 * is known.
 */
export function functionUrlIn(
  scope: Construct,
  asked: FunctionUrlAccess | undefined,
): FunctionUrlAccess {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region)) return asked ?? 'IAM';
  if (asked !== undefined) {
    if (asked !== 'NONE' && lacksFunctionUrls(region)) {
      warn(
        scope,
        'functionUrl',
        `${region} may have no Lambda Function URLs: if the deployment fails, set functionUrl: 'NONE'.`,
      );
    }
    return asked;
  }
  if (!lacksFunctionUrls(region)) return 'IAM';
  warn(
    scope,
    'functionUrl',
    `The market has no Function URL, since ${region} may have none: callers invoke the intake by Lambda's API. Set functionUrl: 'NONE' to confirm this, or 'IAM' if ${region} has them by now.`,
  );
  return 'NONE';
}

/**
 * Warns at synthesis if the region may have no EventBridge Pipes, without which no order is
 * matched.
 */
export function warnWithoutPipes(scope: Construct): void {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region) || !withoutPipes.includes(region)) return;
  warn(
    scope,
    'pipes',
    `${region} may have no EventBridge Pipes, which a market cannot do without: look them up in the endpoints of EventBridge Pipes before you deploy, or choose another region.`,
  );
}

/** The guide lists the regions of the commercial partition only. */
function lacksFunctionUrls(region: string): boolean {
  return (
    withoutFunctionUrls.includes(region) || (RegionInfo.get(region).partition ?? 'aws') !== 'aws'
  );
}

function warn(scope: Construct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(`material-market:${id}`, message);
}
