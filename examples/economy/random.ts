import { createHash } from 'node:crypto';

/**
 * A random number generator (sfc32) that begins from a key. What a bot draws depends on who it is
 * and which round it is, never on what was drawn before it: so a run that is taken up again draws
 * the same.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(...key: readonly (string | number)[]) {
    const digest = createHash('sha256').update(JSON.stringify(key)).digest();
    this.#a = digest.readInt32LE(0);
    this.#b = digest.readInt32LE(4);
    this.#c = digest.readInt32LE(8);
    this.#counter = digest.readInt32LE(12);
  }

  /** From 0 up to, but not including, 1. */
  fraction(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** From `least` up to, but not including, `below`. */
  between(least: number, below: number): number {
    return least + this.fraction() * (below - least);
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** True once in `1 / probability` times. */
  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, place: this.fraction() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }
}
