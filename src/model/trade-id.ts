/** Id of a trade: unique, since a material's sequence has no digits of another name in it. */
export function tradeIdOf(material: string, sequence: number): string {
  return `${material}:${sequence}`;
}
