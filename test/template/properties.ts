import * as z from 'zod';

/**
 * Properties of resources, as CloudFormation names them. Strict, so that a property which the run
 * does not honour stops it. `apart` marks those that have no effect on a run of an hour on one
 * machine; that they are right is asserted with the construct.
 */
const apart = z.unknown().optional();

const keySchema = z.array(
  z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);

export const tableProperties = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({ ProjectionType: z.enum(['KEYS_ONLY', 'ALL']) }),
      }),
    )
    .optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  StreamSpecification: z
    .strictObject({ StreamViewType: z.enum(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
  DeletionProtectionEnabled: apart,
  PointInTimeRecoverySpecification: apart,
  SSESpecification: apart,
});

const statement = z.strictObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: z.union([z.string().transform((resource) => [resource]), z.array(z.string())]),
});

const policyDocument = <Statement extends z.ZodType>(schema: Statement) =>
  z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(schema) });

export const policyProperties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: policyDocument(statement.extend({ Effect: z.literal('Allow') })),
  Roles: z.array(z.string()),
});

/** Inline and managed policies are not known, so that a role has what its policies say. */
export const roleProperties = z.strictObject({
  AssumeRolePolicyDocument: policyDocument(
    z.strictObject({
      Effect: z.literal('Allow'),
      Action: z.literal('sts:AssumeRole'),
      Principal: z.strictObject({ Service: z.string() }),
      Condition: z
        .strictObject({ StringEquals: z.strictObject({ 'aws:SourceAccount': z.string() }) })
        .optional(),
    }),
  ),
});

/** Refuses requests without TLS, and nothing else. */
const tlsOnly = policyDocument(
  statement.extend({
    Effect: z.literal('Deny'),
    Principal: z.strictObject({ AWS: z.literal('*') }),
    Condition: z.strictObject({
      Bool: z.strictObject({ 'aws:SecureTransport': z.literal('false') }),
    }),
  }),
);

export const queuePolicyProperties = z.strictObject({
  PolicyDocument: tlsOnly,
  Queues: z.array(z.string()),
});

export const bucketPolicyProperties = z.strictObject({
  PolicyDocument: tlsOnly,
  Bucket: z.string(),
});

export const functionProperties = z.strictObject({
  Code: z.union([
    z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    z.strictObject({ ZipFile: z.string() }),
  ]),
  Handler: z.string(),
  Role: z.string(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  LoggingConfig: z
    .strictObject({ LogFormat: z.enum(['JSON', 'Text']), LogGroup: z.string() })
    .optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']) }).optional(),
  ReservedConcurrentExecutions: z.literal(0).optional(),
  Architectures: apart,
  Description: apart,
  Runtime: z.string().startsWith('nodejs'),
});

export const invokeConfigProperties = z.strictObject({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.number(),
  MaximumEventAgeInSeconds: z.number(),
  Qualifier: z.literal('$LATEST'),
});

export const urlProperties = z.strictObject({
  AuthType: z.enum(['AWS_IAM', 'NONE']),
  TargetFunctionArn: z.string(),
});

export const permissionProperties = z.strictObject({
  Action: z.enum(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl']),
  FunctionName: z.string(),
  Principal: z.literal('*'),
  FunctionUrlAuthType: z.literal('NONE').optional(),
  InvokedViaFunctionUrl: z.literal(true).optional(),
});

export const streamProperties = z.strictObject({
  StreamModeDetails: z.strictObject({ StreamMode: z.enum(['ON_DEMAND', 'PROVISIONED']) }),
  ShardCount: z.number().optional(),
  RetentionPeriodHours: apart,
  StreamEncryption: apart,
});

export const streamConsumerProperties = z.strictObject({
  ConsumerName: z.string(),
  StreamARN: z.string(),
});

export const eventSourceMappingProperties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean(),
  BatchSize: z.number(),
  ParallelizationFactor: z.number(),
  MaximumRetryAttempts: z.number(),
  MaximumRecordAgeInSeconds: z.number(),
  BisectBatchOnFunctionError: z.boolean(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  /** No waiting for more records: the run has no other way. */
  MaximumBatchingWindowInSeconds: z.literal(0),
  StartingPosition: z.literal('TRIM_HORIZON'),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }),
  MetricsConfig: z.strictObject({ Metrics: z.array(z.literal('EventCount')) }).optional(),
});

export const pipeProperties = z.strictObject({
  RoleArn: z.string(),
  DesiredState: z.enum(['RUNNING', 'STOPPED']),
  Source: z.string(),
  SourceParameters: z.strictObject({
    FilterCriteria: z.strictObject({
      Filters: z.array(z.strictObject({ Pattern: z.string() })),
    }),
    DynamoDBStreamParameters: z.strictObject({
      StartingPosition: z.literal('TRIM_HORIZON'),
      BatchSize: z.number(),
      MaximumBatchingWindowInSeconds: z.literal(0),
      MaximumRetryAttempts: z.number(),
      MaximumRecordAgeInSeconds: z.number(),
      OnPartialBatchItemFailure: z.literal('AUTOMATIC_BISECT'),
      DeadLetterConfig: z.strictObject({ Arn: z.string() }),
      ParallelizationFactor: apart,
    }),
  }),
  /** Of a function; no template of its input is known. */
  Enrichment: z.string().optional(),
  Target: z.string(),
  TargetParameters: z.strictObject({
    KinesisStreamParameters: z.strictObject({ PartitionKey: z.string() }).optional(),
    EventBridgeEventBusParameters: z
      .strictObject({ Source: z.string(), DetailType: z.string(), Resources: z.array(z.string()) })
      .optional(),
  }),
  LogConfiguration: apart,
  Description: apart,
});

export const scheduleProperties = z.strictObject({
  ScheduleExpression: z.string().regex(/^rate\(\d+ minutes?\)$/),
  ScheduleExpressionTimezone: apart,
  State: z.enum(['ENABLED', 'DISABLED']),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: apart,
  }),
  Description: apart,
});

/** Resources that are only named: by a queue's ARN, say, or in an alarm. */
export const anyProperties = z.record(z.string(), z.unknown());
