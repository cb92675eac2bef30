import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { accountId, region } from './aws.js';
import type { InvocationResult } from './execution-environment.js';
import type { LambdaFunction } from './lambda-function.js';
import type { invokeConfigProperties, scheduleProperties } from './properties.js';
import type { Role } from './roles.js';

export interface ScheduleOptions {
  readonly arn: string;
  readonly properties: z.infer<typeof scheduleProperties>;
  readonly role: Role;
  readonly target: LambdaFunction;
  /** How an asynchronous invocation of the target is repeated. */
  readonly invokeConfig: z.infer<typeof invokeConfigProperties> | undefined;
}

/** A schedule of EventBridge Scheduler that runs when the test says so. */
export class Schedule {
  readonly #options: ScheduleOptions;

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  /** Milliseconds from one time to the next. */
  get interval(): number {
    const minutes = /\d+/.exec(this.#options.properties.ScheduleExpression)?.[0];
    return Number(minutes) * 60_000;
  }

  /** Invokes the target, unless it is disabled; gives the results of all attempts. */
  async fire(): Promise<InvocationResult[]> {
    const { properties, role, target, invokeConfig } = this.#options;
    if (properties.State === 'DISABLED') return [];
    role.mustUse('lambda:InvokeFunction', target.arn);
    const { Input } = properties.Target;
    const event: unknown = Input === undefined ? this.#scheduledEvent() : JSON.parse(Input);
    // Without a configuration, Lambda repeats an asynchronous invocation twice.
    const attempts = 1 + (invokeConfig?.MaximumRetryAttempts ?? 2);
    const results: InvocationResult[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const result = await target.invoke(event);
      results.push(result);
      if ('payload' in result) break;
    }
    return results;
  }

  /** What a target without an input gets. */
  #scheduledEvent(): object {
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: accountId,
      time: new Date().toISOString(),
      region,
      resources: [this.#options.arn],
      detail: '{}',
    };
  }
}
