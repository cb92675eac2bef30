let passed = 0;
const failed: string[] = [];

/** Runs a check, and prints a line for it. A failed one does not keep the others from running. */
export async function check<Result>(
  name: string,
  run: () => Promise<Result> | Result,
): Promise<Result | undefined> {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`.padStart(7);
  try {
    const result = await run();
    passed += 1;
    const note = typeof result === 'string' && result.trim() ? `: ${result.trim()}` : '';
    console.log(`ok    ${seconds()}  ${name}${note}`);
    return result;
  } catch (error) {
    failed.push(name);
    console.log(`FAIL  ${seconds()}  ${name}`);
    console.log(indent(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return undefined;
  }
}

/** Prints the sum of all checks; gives the exit code. */
export function summary(): number {
  console.log(`\n${passed} checks passed, ${failed.length} failed`);
  for (const name of failed) console.log(`  ${name}`);
  return failed.length === 0 && passed > 0 ? 0 : 1;
}

/** The beginning of what a failure says, where its cause is. */
function indent(text: string): string {
  const lines = text.split('\n');
  const shown = lines.length > 60 ? [...lines.slice(0, 60), `(${lines.length - 60} more)`] : lines;
  return shown.map((line) => `      ${line}`).join('\n');
}
