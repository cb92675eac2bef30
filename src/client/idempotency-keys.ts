/** Makes the idempotency keys that a caller leaves out. */
export interface IdempotencyKeys {
  readonly clientOrderId: () => string;
  readonly collectionId: () => string;
}

export const randomKeys: IdempotencyKeys = {
  clientOrderId: () => crypto.randomUUID(),
  collectionId: () => crypto.randomUUID(),
};
