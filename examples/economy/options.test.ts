import { describe, expect, it } from 'vitest';
import { help, parseOptions, UsageError } from './options.js';

describe('options', () => {
  it('have defaults', () => {
    expect(parseOptions([])).toEqual({
      seed: 7,
      players: 30,
      rounds: 20,
      orders: undefined,
      data: undefined,
      tape: undefined,
      market: 'local',
      json: false,
      help: false,
    });
  });

  it('are read in both ways of writing them', () => {
    const args = ['--seed', '1', '--players=12', '--rounds', '3', '--data=/tmp/x', '--json'];
    expect(parseOptions(args)).toMatchObject({
      seed: 1,
      players: 12,
      rounds: 3,
      data: '/tmp/x',
      json: true,
    });
    expect(parseOptions(['--orders', 'a.csv', '--help'])).toMatchObject({
      orders: 'a.csv',
      help: true,
    });
  });

  it.each([
    [['--sed', '1'], "Unknown option '--sed'"],
    [['-x'], "Unknown option '-x'"],
    [['orders.csv'], "Unexpected argument 'orders.csv'"],
    [['--json=yes'], "Option '--json' does not take an argument"],
    [['--seed'], "Option '--seed <value>' argument missing"],
    [['--seed', '-1'], "Option '--seed' argument is ambiguous"],
    [['--seed=-1'], "--seed must be a whole number from 0 to 4294967295, not '-1'"],
    [['--seed', '4294967296'], '--seed must be'],
    [['--seed='], "--seed must be a whole number from 0 to 4294967295, not ''"],
    [['--seed', 'abc'], '--seed must be'],
    [['--players', '1'], '--players must be a whole number from 2 to 500'],
    [['--players', '501'], '--players must be'],
    [['--players', '1e2'], '--players must be'],
    [['--players', '10.5'], '--players must be'],
    [['--rounds', '0'], '--rounds must be a whole number from 1 to 1000'],
    [['--rounds', '0x10'], '--rounds must be'],
    [['--rounds', '99999999999999999999'], '--rounds must be'],
    [['--data='], '--data must not be empty'],
    [['--orders='], '--orders must not be empty'],
    [['--tape', 'b.csv'], '--tape has the trades of --orders: give both'],
    [['--market', 'aws'], "--market must be local or test, not 'aws'"],
    [['--market', 'test', '--data', 'd'], '--market test is in memory'],
    [['--orders', 'a.csv', '--seed', '1'], '--seed says how players play: --orders has none'],
  ])('refuse %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('say what is wrong in one sentence', () => {
    for (const args of [['--sed'], ['a.csv'], ['--seed', '-1']]) {
      expect(() => parseOptions(args)).toThrow(/^[^\n]{1,60}$/);
    }
  });

  it('are all explained', () => {
    for (const name of Object.keys(parseOptions([]))) expect(help).toContain(`--${name}`);
  });
});
