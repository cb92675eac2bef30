/** A metric as CloudWatch knows it: another dimension is another metric. */
export interface MetricId {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: Readonly<Record<string, string>>;
}

interface Sample {
  readonly time: number;
  readonly value: number;
}

/** The periods that a metric is looked at in: `count` of them up to `end`, the newest first. */
export interface Periods {
  /** Milliseconds since the epoch. */
  readonly end: number;
  /** Milliseconds of one. */
  readonly length: number;
  readonly count: number;
  /** Milliseconds that a value takes until CloudWatch has it. */
  readonly delay: number;
}

/** One value for each period, undefined where there is none. */
export type Series = readonly (number | undefined)[];

/** What a run reports to CloudWatch. */
export class CloudWatch {
  readonly #samples = new Map<string, Sample[]>();

  put(metric: MetricId, values: number | readonly number[], time: number): void {
    const key = keyOf(metric);
    const samples = this.#samples.get(key) ?? [];
    this.#samples.set(key, samples);
    for (const value of [values].flat()) samples.push({ time, value });
  }

  /** A statistic of a metric, period by period. */
  series(metric: MetricId, statistic: string, { end, length, count, delay }: Periods): Series {
    const periods: number[][] = Array.from({ length: count }, () => []);
    for (const { time, value } of this.#samples.get(keyOf(metric)) ?? []) {
      // A period takes in its beginning, and not its end.
      if (time < end && time + delay <= end) {
        periods[Math.ceil((end - time) / length) - 1]?.push(value);
      }
    }
    return periods.map((values) =>
      values.length > 0 ? statisticOf(statistic, values) : undefined,
    );
  }

  /** The largest value that a metric had from a time on; undefined if there was none. */
  maximumSince(metric: MetricId, from: number): number | undefined {
    const values = (this.#samples.get(keyOf(metric)) ?? [])
      .filter(({ time }) => time >= from)
      .map(({ value }) => value);
    return values.length > 0 ? Math.max(...values) : undefined;
  }
}

function keyOf({ Namespace, MetricName, Dimensions }: MetricId): string {
  return JSON.stringify([Namespace, MetricName, Object.entries(Dimensions).sort()]);
}

function statisticOf(statistic: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (statistic === 'Sum') return sum;
  if (statistic === 'Average') return sum / values.length;
  if (statistic === 'Maximum') return Math.max(...values);
  if (statistic === 'Minimum') return Math.min(...values);
  if (statistic === 'SampleCount') return values.length;
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic)?.[1];
  if (percentile === undefined) throw new Error(`the statistic ${statistic} is not known`);
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((Number(percentile) / 100) * sorted.length));
  return sorted[rank - 1] as number;
}
