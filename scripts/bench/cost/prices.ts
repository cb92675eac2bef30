/**
 * What AWS charges in us-east-1, in dollars, without free tiers. Whoever looks again changes the date.
 * The sources fill in some prices only in a browser: those of on-demand streams could not be compared.
 */
export const prices = {
  region: 'us-east-1',
  lookedUp: '2026-11-25',
  sources: {
    dynamodb: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    kinesis: 'https://aws.amazon.com/kinesis/data-streams/pricing/',
    eventBridge: 'https://aws.amazon.com/eventbridge/pricing/',
    lambda: 'https://aws.amazon.com/lambda/pricing/',
    cloudWatch: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  dynamodb: { writeUnit: 0.625e-6, readUnit: 0.125e-6, gigabyteMonth: 0.25 },
  kinesis: {
    provisioned: { shardHour: 0.015, putPayloadUnit: 0.014e-6 },
    /** For each shard, what enhanced fan-out costs. */
    enhancedFanOut: { consumerShardHour: 0.015 },
    onDemand: { streamHour: 0.04, gigabyteIn: 0.08, gigabyteOut: 0.04 },
  },
  /** A schedule's invocation; a pipe's request, that is an event of up to 64 KB after the filter. */
  eventBridge: { pipeRequest: 0.4e-6, scheduledInvocation: 1e-6 },
  /** On arm64. */
  lambda: { request: 0.2e-6, gigabyteSecond: 13.3334e-6 },
  cloudWatch: {
    alarmMetricMonth: 0.1,
    dashboardMonth: 3,
    customMetricMonth: 0.3,
    logGigabyte: 0.5,
  },
} as const;

export const hoursPerMonth = 730;
