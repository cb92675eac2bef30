/** What is traded, and what players first believe a unit is worth, in the smallest coin. */
export const firstPrices = {
  wheat: 50,
  flour: 85,
  bread: 90,
  wood: 70,
  coal: 165,
  iron: 115,
  copper: 115,
  tools: 520,
  kettles: 600,
  barrels: 300,
  ale: 175,
} as const;

export type Material = keyof typeof firstPrices;
export type Amounts = Readonly<Partial<Record<Material, number>>>;

export const materials = Object.keys(firstPrices) as readonly Material[];

/** How a profession makes its living. */
export interface Profession {
  readonly name: string;
  /** One batch of work. */
  readonly inputs: Amounts;
  readonly outputs: Amounts;
  /** Batches that one player gets done in a round. */
  readonly batches: number;
  /** Without it, half the work gets done. It wears out. */
  readonly equipment?: Material;
  /** Harvests are as good as the weather is. */
  readonly outdoors?: boolean;
  /** Lives on the difference between two prices. */
  readonly trades?: boolean;
}

/** Coins of a player who has no worries; each one's lot at the start is about that. */
export const comfort = 6_000;

/** What every player uses up in a round, when there is any. */
export const dailyNeeds: Amounts = { bread: 3, ale: 1 };

/** Chance that a player's equipment breaks in a round of work. */
export const wear = 0.55;

/** Chance that a kettle breaks in a household that does not work with it. */
export const householdWear = 0.1;

const farmer: Profession = {
  name: 'farmer',
  inputs: {},
  outputs: { wheat: 4 },
  batches: 6,
  equipment: 'tools',
  outdoors: true,
};
const woodcutter: Profession = {
  name: 'woodcutter',
  inputs: {},
  outputs: { wood: 3 },
  batches: 5,
  equipment: 'tools',
};
const miner: Profession = {
  name: 'miner',
  inputs: {},
  outputs: { iron: 2, copper: 1 },
  batches: 3,
  equipment: 'tools',
};
const collier: Profession = {
  name: 'collier',
  inputs: { wood: 2 },
  outputs: { coal: 3 },
  batches: 3,
};
const miller: Profession = {
  name: 'miller',
  inputs: { wheat: 5 },
  outputs: { flour: 4 },
  batches: 7,
};
const baker: Profession = {
  name: 'baker',
  inputs: { flour: 4, wood: 1 },
  outputs: { bread: 6 },
  batches: 7,
  equipment: 'kettles',
};
const smith: Profession = {
  name: 'smith',
  inputs: { iron: 2, coal: 1 },
  outputs: { tools: 1 },
  batches: 5,
};
const coppersmith: Profession = {
  name: 'coppersmith',
  inputs: { copper: 2, coal: 1 },
  outputs: { kettles: 1 },
  batches: 4,
};
const cooper: Profession = {
  name: 'cooper',
  inputs: { wood: 2 },
  outputs: { barrels: 1 },
  batches: 8,
  equipment: 'tools',
};
const brewer: Profession = {
  name: 'brewer',
  inputs: { wheat: 4, barrels: 1 },
  outputs: { ale: 4 },
  batches: 4,
  equipment: 'kettles',
};
const merchant: Profession = {
  name: 'merchant',
  inputs: {},
  outputs: {},
  batches: 0,
  trades: true,
};

/** Players take these up in turn: the first ten are a whole supply chain, twenty a balanced one. */
export const professions: readonly Profession[] = [
  ...[farmer, miller, baker, woodcutter, miner, collier, smith, cooper, brewer, coppersmith],
  ...[merchant, farmer, baker, farmer, miller, woodcutter, miner, brewer, farmer, merchant],
];

/** Names and amounts, in a fixed order. */
export function entries(amounts: Amounts): readonly (readonly [Material, number])[] {
  return Object.entries(amounts) as [Material, number][];
}
