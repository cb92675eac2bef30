const checks = {
  'dynamodb:ConditionCheckItem on table/Example-MarketLedger':
    'Checks that an order has no open record, before it is set aside.',
  'dynamodb:ConditionCheckItem on table/Example-MarketOrders':
    'Checks orders that a decision of matching rests on: no two of one account meet in this run.',
};

const readsStream = (table: string) => ({
  [`dynamodb:ListStreams on table/${table}/stream/2026-11-22T12:00:00.000`]:
    'EventBridge asks for it of every pipe that reads a change stream.',
});

/** By role: what it may do and does not do in the run, and why it may. */
export const explained: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MarketIntakeRole: {},
  MarketMatcherRole: {
    ...checks,
    'kinesis:DescribeStreamSummary on stream/Example-MarketWakeUpStream':
      'Lambda polls the stream with it.',
    'kinesis:ListShards on stream/Example-MarketWakeUpStream': 'Lambda polls the stream with it.',
    's3:ListBucket on example-marketwakeupfailurebucket':
      'Lambda checks with it that the bucket is there when the mapping is created.',
  },
  MarketSweeperRole: checks,
  MarketSweeperScheduleRole: {},
  MarketWakeUpPipeRole: {
    ...readsStream('Example-MarketOrders'),
    'kinesis:PutRecord on stream/Example-MarketWakeUpStream':
      'EventBridge asks for it of every pipe to a stream.',
  },
  GameServerRole: {},
};

/** The same of the role of the pipe to the bus. */
export const explainedWithEvents: Readonly<Record<string, string>> =
  readsStream('Events-MarketLedger');
