import { describe, expect, it } from 'vitest';
import { crashPointsOf, pairsOf, ScriptRun } from './crash-script.js';
import { crashScripts } from './crash-scripts.js';

// Run before the tests are defined, so that their names contain the number of points.
const cases = await Promise.all(
  crashScripts.map(async (script) => {
    const undisturbed = await new ScriptRun(script).play();
    const points = crashPointsOf(script, undisturbed.calls);
    const isSmall = (script.before ?? []).length < 30;
    const pairs = isSmall ? pairsOf(points, 5) : [];
    return { script, undisturbed, points, pairs, calls: undisturbed.calls };
  }),
);
const total = cases.reduce((sum, { points }) => sum + points.length, 0);
const totalPairs = cases.reduce((sum, { pairs }) => sum + pairs.length, 0);

describe(`all ${total} crash points, and ${totalPairs} pairs of them`, () => {
  for (const { script, undisturbed, points, pairs, calls } of cases) {
    describe(script.name, () => {
      it('ends as the oracle does when nothing crashes', () => {
        expect(undisturbed.problems).toEqual([]);
      });

      it(`ends in the same way after a crash at any of ${points.length} points in ${calls} calls`, async () => {
        for (const point of points) {
          const { problems } = await new ScriptRun(script, [point]).play();
          expect(problems, JSON.stringify(point)).toEqual([]);
        }
      }, 120_000);

      if (pairs.length === 0) return;
      it(`ends in the same way after ${pairs.length} pairs of crashes`, async () => {
        for (const pair of pairs) {
          const { problems } = await new ScriptRun(script, pair).play();
          expect(problems, JSON.stringify(pair)).toEqual([]);
        }
      });
    });
  }
});
