import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * The files whose code is in a bundle, by the source map that it refers to: what tree shaking left
 * out altogether is not among them. Undefined when there is no such map.
 */
export function sourcesOf(file: string, code: string): readonly string[] | undefined {
  const map = `${file}.map`;
  if (!code.trimEnd().endsWith(`//# sourceMappingURL=${basename(map)}`) || !existsSync(map)) {
    return undefined;
  }
  const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: readonly string[] };
  return sources;
}

/** The package that a source is from; undefined for this package's own. */
export function packageOf(source: string): string | undefined {
  const [, path] = /.*(?:^|\/)node_modules\/(.+)$/.exec(source) ?? [];
  if (path === undefined) return undefined;
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
}
