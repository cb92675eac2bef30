/** A whole number, its thousands apart. */
export function count(value: number | bigint | string): string {
  return BigInt(value).toLocaleString('en-US');
}

/** A price, to the hundredth of a coin. */
export function price(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** `1 order`, `2 orders`. */
export function things(number: number, thing: string): string {
  return `${count(number)} ${thing}${number === 1 ? '' : 's'}`;
}

export function truncate(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

/** Rows as lines, each column as wide as its widest cell; the last ones are left as they are. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  columns: readonly ('left' | 'right')[],
): string[] {
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return columns[at] === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A chart one line high. Where there is no value, there is a gap. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const least = Math.min(...known);
  const range = Math.max(...known) - least;
  const bars = '▁▂▃▄▅▆▇█';
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      // A price that never moved is a line in the middle.
      const height = range === 0 ? 0.5 : (value - least) / range;
      return bars.charAt(Math.min(bars.length - 1, Math.floor(height * bars.length)));
    })
    .join('');
}
