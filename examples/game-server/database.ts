import { appendFileSync, fsyncSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import type { ValidOrderRequest } from 'material-market';
import type { Amounts, Player } from './inventory.js';

interface IntentBase {
  readonly player: string;
  /** Made by the player's client, which repeats a request with the same one; unique per player. */
  readonly key: string;
  /** While it is `OPEN`, the market may have done it or not: only asking again tells. */
  readonly state: 'OPEN' | 'DONE' | 'REFUSED';
  /** Why it was refused. */
  readonly reason?: string;
}

/** An order to be placed. What it holds has been taken from the player. */
export interface OrderIntent extends IntentBase {
  readonly kind: 'ORDER';
  /** Exactly as it is posted, however often; its `clientOrderId` is the key. */
  readonly order: ValidOrderRequest;
  /** The market's id of the order, once it is done. */
  readonly orderId?: string;
}

/** An order to be cancelled. */
export interface CancelIntent extends IntentBase {
  readonly kind: 'CANCEL';
  /** Key of the order's intent. */
  readonly orderKey: string;
}

/** A delivery box to be emptied; the `collectionId` is the key. */
export interface CollectIntent extends IntentBase {
  readonly kind: 'COLLECT';
  /** What the player was given, once it is done. */
  readonly received?: Amounts;
}

export type Intent = OrderIntent | CancelIntent | CollectIntent;

/** Rows that are written in one transaction: all of them or none. */
export interface Rows {
  readonly players?: readonly Player[];
  readonly intents?: readonly Intent[];
}

/** Where a database keeps its lines. */
export interface Journal {
  read(): string;
  truncate(bytes: number): void;
  /** Returns when the text is on the disk. */
  append(text: string): void;
}

/**
 * The game's own database: two tables in memory, and a journal with one line per transaction.
 *
 * It stands for the database that your game has already, such as PostgreSQL. It is a plain file so
 * that the example needs nothing but Node 20: there, SQLite is a package with a binary or a compiler
 * behind it. All that the game asks of it is `commit`: several rows, all or none, and on the disk
 * before it returns. It belongs to one process at a time.
 *
 * Nothing here is asynchronous, so that what reads, decides and commits without an `await` in
 * between is a serializable transaction.
 */
export class Database {
  readonly #journal: Journal;
  readonly #players = new Map<string, Player>();
  readonly #intents = new Map<string, Intent>();
  readonly #open = new Map<string, Intent>();
  #isBroken = false;

  constructor(journal: Journal) {
    this.#journal = journal;
    const text = journal.read();
    // A process that was killed may have left half a line: that transaction never happened.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole !== text) journal.truncate(Buffer.byteLength(whole));
    for (const line of whole.split('\n').slice(0, -1)) this.#apply(JSON.parse(line) as Rows);
  }

  player(name: string): Player | undefined {
    return this.#players.get(name);
  }

  intent(player: string, key: string): Intent | undefined {
    return this.#intents.get(idOf({ player, key }));
  }

  /** Intents that are still to be carried out, oldest first. */
  openIntents(): Intent[] {
    return [...this.#open.values()];
  }

  commit(rows: Rows): void {
    if (this.#isBroken) throw new Error('the journal could not be written: restart the game');
    // Until the line is known to be on the disk, only reading it again tells whether it is.
    this.#isBroken = true;
    this.#journal.append(`${JSON.stringify(rows)}\n`);
    this.#isBroken = false;
    this.#apply(rows);
  }

  #apply({ players = [], intents = [] }: Rows): void {
    for (const player of players) this.#players.set(player.name, player);
    for (const intent of intents) {
      const id = idOf(intent);
      this.#intents.set(id, intent);
      if (intent.state === 'OPEN') this.#open.set(id, intent);
      else this.#open.delete(id);
    }
  }
}

/** Neither names nor keys have a slash in them. */
function idOf({ player, key }: { readonly player: string; readonly key: string }): string {
  return `${player}/${key}`;
}

/** A journal in a file. */
export class FileJournal implements Journal {
  readonly #path: string;
  readonly #file: number;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'a');
  }

  read(): string {
    return readFileSync(this.#path, 'utf8');
  }

  truncate(bytes: number): void {
    ftruncateSync(this.#file, bytes);
  }

  append(text: string): void {
    appendFileSync(this.#file, text);
    fsyncSync(this.#file);
  }
}
