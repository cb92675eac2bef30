import type { AuditReport } from 'material-market';
import { describe, expect, it } from 'vitest';
import type { TapedTrade } from './market.js';
import { ProgressDisplay } from './progress.js';
import { auditInWords, fingerprint, materialsTable, problemsOf, summarize } from './report.js';
import { styleFor } from './style.js';
import { count, price, sparkline, things } from './text.js';

const plain = styleFor({ isTTY: false });

const audit: AuditReport = {
  ok: true,
  differences: [],
  orders: 4,
  openOrders: 1,
  trades: 2,
  materials: 1,
  coins: { accepted: '1200', inOpenOrders: '200', inBoxes: '0', collected: '1000', fees: '0' },
  goods: { accepted: '30', inOpenOrders: '0', inBoxes: '10', collected: '20' },
  crossed: [],
};

function trade(change: Partial<TapedTrade>): TapedTrade {
  return {
    material: 'wheat',
    sequence: 1,
    quantity: 10,
    pricePerUnit: 5,
    takerType: 'Buy',
    buyOrderId: 'b',
    sellOrderId: 's',
    at: 1,
    ...change,
  };
}

describe('text', () => {
  it('writes numbers for people', () => {
    expect(count('12345678901234567890')).toBe('12,345,678,901,234,567,890');
    expect(price(1234.5)).toBe('1,234.50');
    expect([things(1, 'trade'), things(2000, 'trade')]).toEqual(['1 trade', '2,000 trades']);
  });

  it('draws a line from the lowest to the highest value', () => {
    expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8])).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([10, undefined, 20])).toBe('▁ █');
    expect(sparkline([3, 3])).toBe('▅▅');
    expect(sparkline([undefined])).toBe(' ');
  });
});

describe('the report', () => {
  const trades = [
    trade({ sequence: 1, at: 1 }),
    trade({ sequence: 2, at: 3, quantity: 30, pricePerUnit: 9 }),
    trade({ material: 'an-ore-with-a-name-longer-than-its-column', at: 2 }),
  ];

  it('has a line for each material that was traded, narrow enough for a terminal', () => {
    const table = materialsTable(
      ['wheat', 'an-ore-with-a-name-longer-than-its-column', 'copper'],
      trades,
      plain,
    );
    expect(table.split('\n').map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      'Material  Trades  Volume  Avg price  Price over time',
      'wheat  2  40  8.00  ▁ █',
      'an-ore-with-a-name-long…  1  10  5.00  ▅',
      'and 1 material without a trade',
    ]);
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('knows trades by a fingerprint, whatever order they come in', () => {
    const print = (list: readonly TapedTrade[]) => fingerprint(list, (orderId) => orderId);
    expect(print([...trades].reverse())).toBe(print(trades));
    expect(print(trades.slice(1))).not.toBe(print(trades));
    expect(print(trades.with(0, trade({ buyOrderId: 'c' })))).not.toBe(print(trades));
  });

  it('sums up', () => {
    expect(summarize(audit, 1.2345)).toEqual({
      ordersAccepted: 4,
      trades: 2,
      openOrders: 1,
      audit,
      seconds: 1.2,
    });
  });

  it('says where everything is', () => {
    expect(auditInWords(audit, [], plain)).toMatchInlineSnapshot(`
      "Audit: it all adds up, no coin and no unit was lost or made.
                                     Coins  Goods
        came in with orders          1,200     30
        = held by open orders          200      0
        + waiting in delivery boxes      0     10
        + collected by players       1,000     20
        + fees                           0"
    `);
  });

  it('says what is wrong', () => {
    const difference = { material: 'wheat', subject: 'coins', expected: '5', found: '4' };
    const wrong = { ...audit, ok: false, differences: [difference], crossed: ['iron'] };
    const problems = problemsOf(wrong, 6);
    expect(problems).toEqual([
      'wheat: coins should be 5, found 4',
      '2 orders that were accepted are not there',
      'iron: open orders could trade with each other',
    ]);
    const words = auditInWords(wrong, problems, plain);
    expect(words).toContain('does not add up');
    for (const problem of problems) expect(words).toContain(problem);
    expect(auditInWords(wrong, Array(13).fill('x'), plain)).toContain('and 3 problems more');
  });
});

describe('style', () => {
  it('is for terminals only, and only for those who want it', () => {
    expect(styleFor({ isTTY: true }, {}).bold('x')).toBe('\u001b[1mx\u001b[0m');
    expect(styleFor({ isTTY: true }, { NO_COLOR: '1' }).bold('x')).toBe('x');
    expect(styleFor({ isTTY: true }, { TERM: 'dumb' }).bold('x')).toBe('x');
    expect(styleFor({}, {}).bold('x')).toBe('x');
  });
});

describe('progress', () => {
  function shown(isTTY: boolean, of: number): string[] {
    const written: string[] = [];
    const display = new ProgressDisplay({ isTTY, write: (text) => written.push(String(text)) > 0 });
    for (let done = 1; done <= of; done += 1) {
      display.show({ unit: 'round', done, of, orders: done * 1000, trades: 1 });
    }
    display.end();
    return written;
  }

  it('is a bar on a terminal', () => {
    const [first, second, end] = shown(true, 2);
    expect(first).toBe(
      `\r\u001b[K${'█'.repeat(15)}${'░'.repeat(15)} round 1 of 2, 1,000 orders, 1 trade`,
    );
    expect(second).toContain('█'.repeat(30));
    expect(end).toBe('\r\u001b[K');
  });

  it('is a dozen plain lines elsewhere', () => {
    expect(shown(false, 2)).toEqual([
      'round 1 of 2, 1,000 orders, 1 trade\n',
      'round 2 of 2, 2,000 orders, 1 trade\n',
    ]);
    const lines = shown(false, 3000);
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe('round   250 of 3,000, 250,000 orders, 1 trade\n');
  });
});
