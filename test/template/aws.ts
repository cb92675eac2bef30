/** Where the template is run. */
export const partition = 'aws';
export const region = 'eu-west-1';
export const accountId = '123456789012';

/** Pseudo parameters of CloudFormation. */
export const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': accountId,
  'AWS::Partition': partition,
  'AWS::Region': region,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** An ARN in reports: the resource, without the CDK's hashes. */
export function resourceName(arn: string): string {
  const name = arn.split(':').slice(5).join(':') || arn;
  return name.replace(/[0-9A-F]{8}(?![0-9A-Z])/gi, '');
}
