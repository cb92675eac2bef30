/**
 * A copy that nobody can change, of data made of plain objects, arrays and primitive values. What
 * is frozen already, as is all that came out of a store, is taken as it is.
 */
export function frozenCopy<Data>(data: Data): Data {
  if (typeof data !== 'object' || data === null || Object.isFrozen(data)) return data;
  if (Array.isArray(data)) return Object.freeze(data.map(frozenCopy)) as Data;
  const copy: Record<string, unknown> = {};
  for (const key in data) copy[key] = frozenCopy(data[key]);
  return Object.freeze(copy) as Data;
}

/** Freezes new data in place, down to the parts that are frozen already. */
export function frozen<Data>(data: Data): Data {
  if (typeof data !== 'object' || data === null || Object.isFrozen(data)) return data;
  for (const key in data) frozen(data[key]);
  return Object.freeze(data);
}
