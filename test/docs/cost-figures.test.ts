import { expect, it } from 'vitest';
import { prices } from '../../scripts/bench/cost/prices.js';
import { costFigures } from '../../scripts/docs/cost-tables.js';

const figures = costFigures();

it('quotes figures of the prices there are, and says when and how they were made', () => {
  const { region, lookedUp } = prices;
  expect(figures.prices).toEqual({ region, lookedUp });
  expect(figures.command).toBe('npm run bench:cost -- --write');
  expect(figures.date >= lookedUp).toBe(true);
});

it.each(['single', 'saturated'] as const)('has %s write units that add up', (load) => {
  const items = Object.values(figures.writeUnitsByItem[load]);
  const sum = items.reduce((total, units) => total + units, 0);
  expect(sum).toBeCloseTo(figures.writeUnitsPerOrder[load], 1);
});
