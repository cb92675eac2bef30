import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of code. */
export interface Block {
  /** Where it stands, such as `README.md:23`. */
  readonly at: string;
  /** Path of its page. */
  readonly page: string;
  /** What follows the fence: its language, and words that the tests know. */
  readonly info: readonly string[];
  readonly code: string;
}

/** Every Markdown page that belongs to the package, by its path. */
export function pages(): string[] {
  const below = ['docs', 'examples', '.github'].flatMap((folder) => filesBelow(folder));
  const pages = [...readdirSync(root), ...below].filter((path) => path.endsWith('.md'));
  return pages.filter((path) => !/(^|\/)(node_modules|api|cdk\.out)\//.test(path)).sort();
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true }).map(
      (path) => `${folder}/${path}`,
    );
  } catch {
    return [];
  }
}

export function readPage(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

const fence = /^( *)(`{3,})(.*)\n([\s\S]*?)^\1\2`*$/gm;

/** The fenced blocks of a page or of a comment. */
export function blocksOf(text: string, page: string, firstLine = 1): Block[] {
  return [...text.matchAll(fence)].map(({ index, 1: indent = '', 3: info = '', 4: code = '' }) => ({
    at: `${page}:${firstLine + text.slice(0, index).split('\n').length - 1}`,
    page,
    info: info.trim().split(/\s+/),
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** Whether a block is a part of its page's module. */
export function isOfModule({ info }: Block): boolean {
  return info.includes('module');
}

/** The blocks of a page that are one module together, as one block. */
export function moduleOfPage(page: string): Block {
  const parts = blocksOf(readPage(page), page).filter(isOfModule);
  if (!parts[0]) throw new Error(`${page} has no module`);
  return { ...parts[0], code: parts.map(({ code }) => code).join('\n') };
}

/** A page without its blocks of code. */
export function proseOf(text: string): string {
  return text.replaceAll(fence, '');
}
