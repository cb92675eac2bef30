/** Greatest quantity of one order. */
export const maxQuantity = 1_000_000_000;

/** Greatest limit price, in the game's smallest coin. */
export const maxPricePerUnit = 999_999_999_999;

export const maxMaterialLength = 64;
export const maxAccountLength = 128;
export const maxClientOrderIdLength = 128;
export const maxCollectionIdLength = 128;

/** Orders in one batch at most; the greatest body may come first. */
export const maxOrdersPerBatch = 100;

/** Greatest request body, in bytes. */
export const maxBodyBytes = 16 * 1024;

/** Whose order it is when nobody says. */
export const anonymousAccount = 'anonymous';
