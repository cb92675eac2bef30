/** The picture in the README: how an order is processed, from the game to the delivery box. */

interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly fill: string;
  readonly accent: string;
}

const palettes = {
  light: {
    ink: '#1f2328',
    muted: '#59636e',
    line: '#818b98',
    fill: '#f6f8fa',
    accent: '#0969da',
  },
  dark: { ink: '#f0f6fc', muted: '#9198a1', line: '#6e7681', fill: '#151b23', accent: '#4493f8' },
} as const satisfies Readonly<Record<string, Palette>>;

const width = 1000;
const height = 322;
const box = { width: 140, height: 76, step: 166, left: 14, top: 92 };

/** The stages of an order, each with its AWS service and what it does. */
const stations = [
  ['Game server', 'MarketClient', 'debit, post, collect'],
  ['Intake', 'Lambda', 'checks and lands'],
  ['Orders table', 'DynamoDB', 'the open orders'],
  ['Pipe', 'EventBridge', 'new orders only'],
  ['Stream', 'Kinesis', 'in order per material'],
  ['Matcher', 'Lambda', 'price, then time'],
] as const;

const ledger = { x: 180, y: 222, width: 306, height: 58 };

function left(index: number): number {
  return box.left + index * box.step;
}

function middle(index: number): number {
  return left(index) + box.width / 2;
}

function svg(palette: Palette): string {
  const { ink, muted, line, fill, accent } = palette;
  const bottom = box.top + box.height;
  const text = (x: number, y: number, words: string, style = '') =>
    `<text x="${x}" y="${y}"${style}>${words}</text>`;
  const arrow = (path: string) =>
    `<path d="${path}" fill="none" stroke="${line}" stroke-width="1.5" marker-end="url(#head)"/>`;
  const centred = ' text-anchor="middle"';
  const small = `${centred} font-size="12" fill="${muted}"`;
  const rect = (x: number, y: number, w: number, h: number) =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8" fill="${fill}" stroke="${line}"/>`;
  const ledgerMiddle = ledger.x + ledger.width / 2;
  const below = ledger.y + ledger.height / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif" font-size="15" fill="${ink}">`,
    `<title>How an order is processed: game server, intake, Orders table, pipe, stream, matcher, Ledger table</title>`,
    `<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 L8 4 L0 8 z" fill="${line}"/></marker></defs>`,
    `<rect x="${left(1) - 14}" y="12" width="${width - left(1) + 12}" height="${height - 24}" rx="12" fill="none" stroke="${line}" stroke-dasharray="5 5"/>`,
    text(left(1), 36, 'your AWS account', ` font-size="13" fill="${muted}"`),
    `<path d="M${left(2)} 76 V66 H${left(5) + box.width} V76" fill="none" stroke="${accent}" stroke-width="1.5"/>`,
    text(
      (left(2) + left(5) + box.width) / 2,
      57,
      'partition key = material, all the way: one writer per material',
      `${centred} font-size="13" fill="${accent}"`,
    ),
    ...stations.flatMap(([name, service, what], index) => [
      rect(left(index), box.top, box.width, box.height),
      text(middle(index), box.top + 26, name, `${centred} font-weight="600"`),
      text(middle(index), box.top + 45, service, small),
      text(middle(index), box.top + 63, what, small),
      ...(index > 0
        ? [arrow(`M${left(index - 1) + box.width} ${box.top + 38} H${left(index) - 1}`)]
        : []),
    ]),
    rect(ledger.x, ledger.y, ledger.width, ledger.height),
    text(ledgerMiddle, ledger.y + 25, 'Ledger table', `${centred} font-weight="600"`),
    text(ledgerMiddle, ledger.y + 44, 'DynamoDB: trades, delivery boxes, receipts', small),
    arrow(`M${middle(1)} ${ledger.y} V${bottom + 1}`),
    arrow(`M${middle(1)} ${bottom} V${ledger.y - 1}`),
    arrow(`M${middle(5)} ${bottom} V${below} H${ledger.x + ledger.width + 1}`),
    arrow(`M${middle(3)} ${below} V${bottom + 27} H${middle(2)} V${bottom + 1}`),
    text(
      (middle(3) + middle(5)) / 2,
      below - 12,
      'one transaction: trades, both',
      `${centred} font-size="13"`,
    ),
    text(
      (middle(3) + middle(5)) / 2,
      below + 20,
      'orders, delivery boxes, all or nothing',
      `${centred} font-size="13"`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

/** The pictures by their path. */
export function flowDiagrams(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(palettes).map(([name, palette]) => [
      `docs/images/flow-${name}.svg`,
      svg(palette),
    ]),
  );
}
