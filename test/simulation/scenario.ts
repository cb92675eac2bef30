import fc from 'fast-check';
import type { OrderType, TimeInForce } from '../../src/core/order.js';
import type { Delivery } from './change-stream.js';
import { type Fault, faults } from './simulated-process.js';

export interface PostStep {
  readonly step: 'post';
  readonly type: OrderType;
  /** Index. */
  readonly material: number;
  /** Index; 0 is the anonymous account. */
  readonly account: number;
  readonly quantity: number;
  readonly pricePerUnit: number;
  readonly timeInForce: TimeInForce;
  /** Whole periods that it outlives, or null when it does not expire. */
  readonly outlives: number | null;
  /** Which of the posters posts it, where there are several. */
  readonly lane: number;
}

/** Posts many small orders of different accounts, so that a later one sweeps over many. */
export interface LadderStep {
  readonly step: 'ladder';
  readonly type: OrderType;
  readonly material: number;
  readonly rungs: number;
  readonly pricePerUnit: number;
}

export interface CancelStep {
  readonly step: 'cancel';
  /**
   * Of all orders answered so far, of the latest ones, of those at the top of the book, or of those
   * that the latest one must not trade with, being of the same account.
   */
  readonly of: 'all' | 'latest' | 'best' | 'own';
  /** Which of them. */
  readonly order: number;
  /** Only when a matcher begins to plan: then the order is likely to be in its plan. */
  readonly whilePlanning: boolean;
}

/** An order is amended, chosen as one to cancel is. */
export interface AmendStep extends Omit<CancelStep, 'step'> {
  readonly step: 'amend';
  /** Which part of the quantity is to be left, of 8. */
  readonly eighths: number;
}

/** A record comes on the stream that no matcher can read. */
interface PoisonStep {
  readonly step: 'poison';
  readonly material: number;
}

/** An order comes into the book that has no record, as a torn restore leaves it. */
export interface TornStep {
  readonly step: 'torn';
  readonly type: OrderType;
  readonly material: number;
  readonly pricePerUnit: number;
}

export interface CollectStep {
  readonly step: 'collect';
  readonly account: number;
  /** The same collection is asked for twice at the same time. */
  readonly twice: boolean;
}

/** The sweeper runs, and takes late wake-ups for lost ones. */
interface SweepStep {
  readonly step: 'sweep';
  readonly wakeUpGraceMs: number;
}

/** Time passes, also during other work. */
interface WaitStep {
  readonly step: 'wait';
  readonly periods: number;
}

export type Step =
  | PostStep
  | LadderStep
  | CancelStep
  | AmendStep
  | CollectStep
  | SweepStep
  | WaitStep
  | PoisonStep
  | TornStep;

export interface Scenario {
  /** Decides the interleaving, the faults and the deliveries. */
  readonly seed: number;
  /**
   * One after the other: then the order of acceptance is known. Or by several posters at once. Or
   * so, and while orders end.
   */
  readonly posting: 'sequential' | 'concurrent' | 'restless';
  /** How many accounts post, the anonymous one aside: few of them meet themselves often. */
  readonly traders: number;
  readonly saleFeeBasisPoints: number;
  readonly faults: {
    readonly kinds: readonly Fault[];
    readonly probability: number;
    readonly budget: number;
  };
  /** Calls of one operation before a process gives up. */
  readonly attempts: number;
  readonly delivery: Delivery;
  /** Maximum number of orders on a page that is read. */
  readonly pageSize: number;
  /** Materials matched at the same time. */
  readonly concurrency: number;
  /** Whether the sweeper runs between the periods. */
  readonly sweeps: boolean;
  /** Time passes between the periods, once everything has been delivered. */
  readonly periods: readonly (readonly Step[])[];
}

export const materials = ['wheat', 'copper'] as const;
export const accounts = ['anonymous', 'ada', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus'] as const;

const type = fc.constantFrom<OrderType>('Buy', 'Sell');
const material = fc.nat({ max: materials.length - 1 });
const account = fc.nat({ max: accounts.length - 1 });

const post: fc.Arbitrary<PostStep> = fc
  .record({
    step: fc.constant('post' as const),
    type,
    material,
    account,
    quantity: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 10 }) },
      { weight: 1, arbitrary: fc.integer({ min: 11, max: 80 }) },
    ),
    pricePerUnit: fc.integer({ min: 8, max: 13 }),
    timeInForce: fc.constantFrom<TimeInForce>('GTC', 'GTC', 'GTC', 'GTC', 'IOC', 'FOK'),
    outlives: fc.option(fc.nat({ max: 1 }), { freq: 6 }),
    lane: fc.nat({ max: 2 }),
  })
  // Fill-or-kill orders that one transaction cannot hold have tests of their own.
  .map((step) =>
    step.timeInForce === 'FOK' ? { ...step, quantity: Math.min(step.quantity, 20) } : step,
  );

const ladder: fc.Arbitrary<LadderStep> = fc.record({
  step: fc.constant('ladder' as const),
  type,
  material,
  rungs: fc.integer({ min: 2, max: 40 }),
  pricePerUnit: fc.integer({ min: 9, max: 12 }),
});

const choice = {
  of: fc.constantFrom('all' as const, 'latest' as const, 'best' as const, 'own' as const),
  order: fc.nat({ max: 99 }),
  whilePlanning: fc.constantFrom(true, true, false),
};

const cancel: fc.Arbitrary<CancelStep> = fc.record({
  step: fc.constant('cancel' as const),
  ...choice,
});

const amend: fc.Arbitrary<AmendStep> = fc.record({
  step: fc.constant('amend' as const),
  ...choice,
  eighths: fc.integer({ min: 0, max: 8 }),
});

const poison: fc.Arbitrary<PoisonStep> = fc.record({
  step: fc.constant('poison' as const),
  material,
});

const torn: fc.Arbitrary<TornStep> = fc.record({
  step: fc.constant('torn' as const),
  type,
  material,
  pricePerUnit: fc.integer({ min: 8, max: 13 }),
});

const collect: fc.Arbitrary<CollectStep> = fc.record({
  step: fc.constant('collect' as const),
  account,
  twice: fc.boolean(),
});

const sweep: fc.Arbitrary<SweepStep> = fc.record({
  step: fc.constant('sweep' as const),
  wakeUpGraceMs: fc.constantFrom(0, 5, 50),
});

const sequentialStep = fc.oneof(
  { weight: 48, arbitrary: post },
  { weight: 10, arbitrary: cancel },
  { weight: 6, arbitrary: amend },
  { weight: 3, arbitrary: collect },
  { weight: 1, arbitrary: ladder },
  { weight: 2, arbitrary: sweep },
  { weight: 1, arbitrary: poison },
  { weight: 1, arbitrary: torn },
);

const concurrentStep = fc.oneof(
  { weight: 20, arbitrary: post },
  { weight: 3, arbitrary: cancel },
  { weight: 2, arbitrary: amend },
  { weight: 2, arbitrary: collect },
  { weight: 1, arbitrary: sweep },
  { weight: 1, arbitrary: fc.oneof(poison, torn) },
);

const restlessStep = fc.oneof(
  { weight: 8, arbitrary: concurrentStep },
  { weight: 2, arbitrary: post.map((step) => ({ ...step, outlives: step.outlives ?? 0 })) },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constant('wait' as const), periods: fc.constantFrom(0.5, 1) }),
  },
);

const faultMix = fc.oneof(
  fc.constant({ kinds: [], probability: 0, budget: 0 }),
  fc.record({
    kinds: fc.subarray([...faults], { minLength: 1 }),
    probability: fc.constantFrom(0.02, 0.1, 0.3),
    budget: fc.integer({ min: 1, max: 40 }),
  }),
);

const delivery: fc.Arbitrary<Delivery> = fc.record({
  maxBatch: fc.constantFrom(1, 2, 5, 30),
  inOrder: fc.boolean(),
  duplicates: fc.constantFrom(0, 0.2, 0.6),
  parallel: fc.constantFrom(1 as const, 2 as const),
});

const circumstances = {
  seed: fc.nat(),
  traders: fc.constantFrom(1, 3, accounts.length - 1, accounts.length - 1),
  saleFeeBasisPoints: fc.constantFrom(0, 250, 333, 10_000),
  faults: faultMix,
  attempts: fc.integer({ min: 1, max: 4 }),
  delivery,
  pageSize: fc.constantFrom(1, 2, 3, 7, 1_000),
  concurrency: fc.constantFrom(1, 8),
  sweeps: fc.boolean(),
};

const periodsOf = (step: fc.Arbitrary<Step>, maxLength: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(stepsOf(step, maxLength)) },
    {
      weight: 1,
      arbitrary: fc.array(stepsOf(step, maxLength / 2), { minLength: 2, maxLength: 3 }),
    },
  );

/** Any number of them up to `maxLength`; left to itself, fast-check prefers short lists. */
function stepsOf(step: fc.Arbitrary<Step>, maxLength: number): fc.Arbitrary<Step[]> {
  return fc.array(step, { maxLength, size: 'max' });
}

export const sequentialScenarios: fc.Arbitrary<Scenario> = fc.record({
  ...circumstances,
  posting: fc.constant('sequential' as const),
  periods: periodsOf(sequentialStep, 24),
});

export const concurrentScenarios: fc.Arbitrary<Scenario> = fc.record({
  ...circumstances,
  posting: fc.constant('concurrent' as const),
  periods: periodsOf(concurrentStep, 14),
});

export const restlessScenarios: fc.Arbitrary<Scenario> = fc.record({
  ...circumstances,
  posting: fc.constant('restless' as const),
  periods: periodsOf(restlessStep, 24),
});

/** With fewer orders, for where a call takes its time. */
export const shortScenarios: fc.Arbitrary<Scenario> = fc.record({
  ...circumstances,
  posting: fc.constant('sequential' as const),
  periods: periodsOf(concurrentStep, 14),
});

/** Mostly with a known order of acceptance, since those are held to the exact outcome. */
export const scenarios: fc.Arbitrary<Scenario> = fc.oneof(
  { weight: 6, arbitrary: sequentialScenarios },
  { weight: 2, arbitrary: concurrentScenarios },
  { weight: 1, arbitrary: restlessScenarios },
);
