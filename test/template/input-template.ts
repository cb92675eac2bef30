import { valueAtPath } from '../../src/local/wake-up/pipe.js';

/**
 * An input template of a pipe with an event filled in: `<$.path>` is replaced by what is there, a
 * text without its quotation marks, since those stand in the template.
 */
export function fillTemplate(template: string, event: unknown): unknown {
  const filled = template.replace(/<(\$[^>]*)>/g, (_, path: string) => {
    const value = valueAtPath(event, path);
    if (value === undefined) throw new Error(`the event has nothing at ${path}`);
    const json = JSON.stringify(value);
    return typeof value === 'string' ? json.slice(1, -1) : json;
  });
  return JSON.parse(filled);
}
