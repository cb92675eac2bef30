/** Maximum quantity of one order. */
export const maxQuantity = 1_000_000_000;

/** Maximum limit price, in the game's smallest coin. */
export const maxPricePerUnit = 999_999_999_999;

export const maxMaterialLength = 64;
export const maxAccountLength = 128;
export const maxClientOrderIdLength = 128;
export const maxCollectionIdLength = 128;

/** Maximum number of orders in one batch; the limit on the body may be reached first. */
export const maxOrdersPerBatch = 100;

/** Maximum size of a request body, in bytes. */
export const maxBodyBytes = 16 * 1024;

/** The account of an order that names none. */
export const anonymousAccount = 'anonymous';

/**
 * Whether orders, trades and statement lines are kept by account: not for orders without one, which
 * are asked for by their ids.
 */
export function isListed(account: string): boolean {
  return account !== anonymousAccount;
}

/** Items of one page of a list. */
export const maxPageSize = 100;

/** Price levels per side of an order book. */
export const maxBookDepth = 100;
