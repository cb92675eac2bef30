/** Milliseconds for one attempt of a call, unless the caller says otherwise. */
export const defaultTimeoutMs = 10_000;
