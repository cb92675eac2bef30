import { activityNoteOf } from '../model/activity.js';
import { acceptanceTimeOf } from '../model/order-id.js';
import type { OpenOrder } from './entities.js';
import type { MarketStore, MarketWrite } from './store.js';

/**
 * What this process has noted of the materials of the orders that it lands: that there are orders
 * of them, and in which periods, so that the sweeper need not look at any other material.
 *
 * A note is there before its order lands. In the landing transaction it would make all processes
 * conflict that write it when a period begins.
 */
export class NotedMaterials {
  readonly #notesActivity: boolean;
  readonly #materials = new Map<string, Noted>();
  readonly #activity = new Map<string, Noted>();

  /** Without activity where no sweeper reads the notes, and so none deletes them. */
  constructor({ notesActivity = true }: { readonly notesActivity?: boolean } = {}) {
    this.#notesActivity = notesActivity;
  }

  /** Resolves when the material of an order, and the period of its acceptance, are noted. */
  async note(
    store: MarketStore,
    { material, orderId }: Pick<OpenOrder, 'material' | 'orderId'>,
  ): Promise<void> {
    const writes = [once(this.#materials, store, material, '', { write: 'putMaterial', material })];
    if (this.#notesActivity) {
      const note = activityNoteOf(material, acceptanceTimeOf(orderId));
      const write = { write: 'putActivityNote', note } as const;
      writes.push(once(this.#activity, store, material, note.since, write));
    }
    await Promise.all(writes);
  }
}

/** A note of this process, written or being written. */
interface Noted {
  readonly what: string;
  readonly written: Promise<void>;
}

/** Orders that need one note at the same time share its write; one that failed is written anew. */
function once(
  notes: Map<string, Noted>,
  store: MarketStore,
  material: string,
  what: string,
  write: MarketWrite,
): Promise<void> {
  const noted = notes.get(material);
  if (noted?.what === what) return noted.written;
  const written = store.transact([write], { token: crypto.randomUUID() });
  const next = { what, written };
  notes.set(material, next);
  written.catch(() => {
    if (notes.get(material) === next) notes.delete(material);
  });
  return written;
}
