import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, proseOf, readPage, root } from './markdown.js';

/** The targets of a page's links, pictures and HTML. */
const target = /\]\(([^()\s]+)(?: "[^"]*")?\)|(?:src|srcset|href)="([^"]+)"/g;

describe.each(pages())('%s', (page) => {
  const prose = proseOf(readPage(page));
  const targets = [...prose.matchAll(target)].map(([, link, source]) => link ?? source ?? '');

  it('leads to what is there', () => {
    expect(targets.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it('names no path or host of one machine', () => {
    const found = readPage(page).match(
      /(?:^|[\s"'(`])\/(?:home|Users|root|work|tmp)\/\S*|localhost:\d+/g,
    );
    expect(found).toBeNull();
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  if (/^(https:|mailto:)/.test(link)) return true;
  const [path = '', anchor] = link.split('#');
  const to = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path));
  if (!existsSync(root + to)) return false;
  return anchor === undefined || anchorsOf(to).includes(anchor);
}

/** The anchors that GitHub gives headings. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(readPage(page)).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

it('lists every guide', () => {
  const index = readPage('docs/README.md');
  const guides = pages().filter((page) => page.startsWith('docs/guides/'));
  expect(guides.filter((guide) => !index.includes(`(${guide.slice('docs/'.length)})`))).toEqual([]);
});
