export function isoTime(time: string | Date | undefined): string | undefined {
  return typeof time === 'object' ? time.toISOString() : time;
}

/** Parameters of a query, less those that are left out. */
export function queryOf(
  query: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  );
}
