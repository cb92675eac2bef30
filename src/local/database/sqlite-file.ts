const pageSize = 4096;
const headerSize = 100;
const textEncodingUtf8 = 1;
const leafTablePage = 0x0d;
const leafIndexPage = 0x0a;
/** Any version of SQLite that wrote this format; 3.45.0. */
const sqliteVersion = 3_045_000;

/** One row of SQLite's schema table. */
export interface SqliteObject {
  readonly type: 'table' | 'index' | 'trigger';
  readonly name: string;
  /** The table it belongs to, itself for a table. */
  readonly table: string;
  readonly sql: string;
}

/**
 * The content of a SQLite database file with these objects and no rows: creates a schema without
 * SQLite. See sqlite.org/fileformat2.html.
 */
export function emptySqliteFile(schema: readonly SqliteObject[]): Buffer {
  const first = Buffer.alloc(pageSize);
  const pages: Buffer[] = [first];
  const rows = schema.map((object) => {
    const hasPage = object.type !== 'trigger';
    if (hasPage) pages.push(emptyPage(object.type === 'table' ? leafTablePage : leafIndexPage));
    return record(object, hasPage ? pages.length : 0);
  });
  writeSchemaPage(first, rows);
  writeHeader(first, pages.length);
  return Buffer.concat(pages);
}

function writeHeader(page: Buffer, pageCount: number): void {
  page.write('SQLite format 3\0', 0, 'latin1');
  page.writeUInt16BE(pageSize, 16);
  // Journal mode, not WAL: whoever opens the file can change that.
  page.set([1, 1, 0, 64, 32, 32], 18);
  page.writeUInt32BE(1, 24);
  page.writeUInt32BE(pageCount, 28);
  page.writeUInt32BE(1, 40);
  page.writeUInt32BE(4, 44);
  page.writeUInt32BE(textEncodingUtf8, 56);
  page.writeUInt32BE(1, 92);
  page.writeUInt32BE(sqliteVersion, 96);
}

/** The schema is a table itself, whose only page follows the file header on the first page. */
function writeSchemaPage(page: Buffer, rows: readonly Buffer[]): void {
  const cells = rows.map((row, index) =>
    Buffer.concat([varint(row.length), varint(index + 1), row]),
  );
  let end = pageSize;
  cells.forEach((cell, index) => {
    end -= cell.length;
    page.set(cell, end);
    page.writeUInt16BE(end, headerSize + 8 + 2 * index);
  });
  if (end < headerSize + 8 + 2 * cells.length) throw new Error('the schema exceeds one page');
  page.writeUInt8(leafTablePage, headerSize);
  page.writeUInt16BE(cells.length, headerSize + 3);
  page.writeUInt16BE(end, headerSize + 5);
}

function emptyPage(type: number): Buffer {
  const page = Buffer.alloc(pageSize);
  page.writeUInt8(type, 0);
  page.writeUInt16BE(pageSize, 5);
  return page;
}

/** The columns type, name, tbl_name, rootpage and sql, in SQLite's record format. */
function record(object: SqliteObject, rootPage: number): Buffer {
  const [type, name, table, sql] = [object.type, object.name, object.table, object.sql].map(
    (text) => Buffer.from(text, 'utf8'),
  ) as [Buffer, Buffer, Buffer, Buffer];
  const textType = ({ length }: Buffer) => varint(13 + 2 * length);
  const oneByteInteger = varint(1);
  const types = Buffer.concat([
    textType(type),
    textType(name),
    textType(table),
    oneByteInteger,
    textType(sql),
  ]);
  return Buffer.concat([
    varint(types.length + 1),
    types,
    type,
    name,
    table,
    Buffer.from([rootPage]),
    sql,
  ]);
}

function varint(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(bytes);
}
