import { accountId, partition, region } from './aws.js';

/** What `Ref` and `Fn::GetAtt` give of a resource once it is created. */
export interface Created {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const arn = (service: string, resource: string, place = `${region}:${accountId}`) =>
  `arn:${partition}:${service}:${place}:${resource}`;

const named = (name: string): Created => ({ ref: name, attributes: {} });

const withArn = (name: string, Arn: string): Created => ({ ref: name, attributes: { Arn } });

/** By type: a resource of a given physical name. A type that is not here stops the deployment. */
const resourceTypes: Readonly<Record<string, (name: string) => Created>> = {
  'AWS::CloudWatch::Alarm': (name) => withArn(name, arn('cloudwatch', `alarm:${name}`)),
  'AWS::CloudWatch::Dashboard': named,
  'AWS::DynamoDB::Table': (name) => {
    const Arn = arn('dynamodb', `table/${name}`);
    return { ref: name, attributes: { Arn, StreamArn: `${Arn}/stream/2026-11-22T12:00:00.000` } };
  },
  'AWS::Events::EventBus': (name) => withArn(name, arn('events', `event-bus/${name}`)),
  'AWS::IAM::Policy': named,
  'AWS::IAM::Role': (name) => withArn(name, arn('iam', `role/${name}`, `:${accountId}`)),
  'AWS::Kinesis::Stream': (name) => withArn(name, arn('kinesis', `stream/${name}`)),
  'AWS::Kinesis::StreamConsumer': (name) => {
    const ConsumerARN = arn('kinesis', `stream/of/consumer/${name}:1795627356`);
    return { ref: ConsumerARN, attributes: { ConsumerARN } };
  },
  'AWS::Lambda::EventInvokeConfig': named,
  'AWS::Lambda::EventSourceMapping': (name) => ({ ref: name, attributes: { Id: name } }),
  'AWS::Lambda::Function': (name) => withArn(name, arn('lambda', `function:${name}`)),
  'AWS::Lambda::Permission': named,
  'AWS::Lambda::Url': (name) => ({
    ref: name,
    attributes: { FunctionUrl: `https://${name.toLowerCase()}.lambda-url.${region}.on.aws/` },
  }),
  // The ARN of a log group covers its streams.
  'AWS::Logs::LogGroup': (name) => withArn(name, arn('logs', `log-group:${name}:*`)),
  'AWS::Pipes::Pipe': (name) => withArn(name, arn('pipes', `pipe/${name}`)),
  'AWS::S3::Bucket': (name) => withArn(name.toLowerCase(), arn('s3', name.toLowerCase(), ':')),
  'AWS::S3::BucketPolicy': named,
  'AWS::SQS::Queue': (name) => ({
    ref: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
    attributes: { Arn: arn('sqs', name), QueueName: name },
  }),
  'AWS::SQS::QueuePolicy': named,
  'AWS::Scheduler::Schedule': (name) => withArn(name, arn('scheduler', `schedule/default/${name}`)),
};

export function create(type: string, name: string): Created {
  const creator = resourceTypes[type];
  if (creator) return creator(name);
  throw new Error(`${type} is not known: let it take part in the run, or say why it need not`);
}
