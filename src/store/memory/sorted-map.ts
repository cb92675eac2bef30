const maxChunk = 512;

interface Chunk<Value> {
  readonly keys: string[];
  readonly values: Value[];
}

/** A map in order of its keys. Kept in chunks, so that an insertion moves few entries. */
export class SortedMap<Value> {
  readonly #chunks: Chunk<Value>[] = [];

  get(key: string): Value | undefined {
    const chunk = this.#chunks[this.#chunkFor(key)];
    if (chunk === undefined) return undefined;
    const at = lowerBound(chunk.keys, key);
    return chunk.keys[at] === key ? chunk.values[at] : undefined;
  }

  set(key: string, value: Value): void {
    // A key beyond the last one goes to the end of the last chunk.
    const index = Math.min(this.#chunkFor(key), Math.max(this.#chunks.length - 1, 0));
    const chunk = this.#chunks[index];
    if (chunk === undefined) {
      this.#chunks.push({ keys: [key], values: [value] });
      return;
    }
    const at = lowerBound(chunk.keys, key);
    if (chunk.keys[at] === key) {
      chunk.values[at] = value;
      return;
    }
    chunk.keys.splice(at, 0, key);
    chunk.values.splice(at, 0, value);
    if (chunk.keys.length > maxChunk) {
      const half = maxChunk / 2;
      const upper = { keys: chunk.keys.splice(half), values: chunk.values.splice(half) };
      this.#chunks.splice(index + 1, 0, upper);
    }
  }

  delete(key: string): void {
    const index = this.#chunkFor(key);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return;
    const at = lowerBound(chunk.keys, key);
    if (chunk.keys[at] !== key) return;
    chunk.keys.splice(at, 1);
    chunk.values.splice(at, 1);
    if (chunk.keys.length === 0) this.#chunks.splice(index, 1);
  }

  /** Entries with `from <= key <= to`. The map must not be changed meanwhile. */
  *ascending(from: string, to: string): Generator<[string, Value]> {
    for (let index = this.#chunkFor(from); index < this.#chunks.length; index += 1) {
      const { keys, values } = this.#chunks[index] as Chunk<Value>;
      for (let at = lowerBound(keys, from); at < keys.length; at += 1) {
        const key = keys[at] as string;
        if (key > to) return;
        yield [key, values[at] as Value];
      }
    }
  }

  /** The same entries, last one first. */
  *descending(from: string, to: string): Generator<[string, Value]> {
    const last = Math.min(this.#chunkFor(to), this.#chunks.length - 1);
    for (let index = last; index >= 0; index -= 1) {
      const { keys, values } = this.#chunks[index] as Chunk<Value>;
      for (let at = keys.length - 1; at >= 0; at -= 1) {
        const key = keys[at] as string;
        if (key > to) continue;
        if (key < from) return;
        yield [key, values[at] as Value];
      }
    }
  }

  *values(): Generator<Value> {
    for (const { values } of this.#chunks) yield* values;
  }

  /** Index of the first chunk whose last key is not before `key`. */
  #chunkFor(key: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = (this.#chunks[middle] as Chunk<Value>).keys.at(-1) as string;
      if (last < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Index of the first key that is not before `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
