import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { emptySqliteFile, type SqliteObject } from './sqlite-file.js';

const streamRecords = '_stream_records';

/** As DynamoDB Streams. */
const retentionSeconds = 24 * 60 * 60;

/**
 * The engine (1.2.1) numbers a stream record by looking up the highest number so far, and finds the
 * records after an iterator's position, in a table without an index. It never deletes records, so every
 * write and every poll gets slower. It keeps a table that exists when it opens the file: this one has
 * an index for both look-ups, and a trigger that deletes expired records, two for each new one.
 */
const schema: readonly SqliteObject[] = [
  {
    type: 'table',
    name: streamRecords,
    table: streamRecords,
    sql: `CREATE TABLE ${streamRecords} (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      table_name TEXT NOT NULL,
      event_name TEXT NOT NULL,
      keys_json TEXT NOT NULL,
      new_image TEXT,
      old_image TEXT,
      sequence_number TEXT NOT NULL,
      shard_id TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      user_identity TEXT
    )`,
  },
  {
    type: 'table',
    name: 'sqlite_sequence',
    table: 'sqlite_sequence',
    sql: 'CREATE TABLE sqlite_sequence(name,seq)',
  },
  {
    type: 'index',
    name: 'stream_position',
    table: streamRecords,
    sql: `CREATE INDEX stream_position
      ON ${streamRecords} (table_name, CAST(sequence_number AS INTEGER))`,
  },
  {
    type: 'trigger',
    name: 'stream_retention',
    table: streamRecords,
    sql: `CREATE TRIGGER stream_retention AFTER INSERT ON ${streamRecords} BEGIN
      DELETE FROM ${streamRecords}
      WHERE id IN (SELECT id FROM ${streamRecords} ORDER BY id LIMIT 2)
        AND created_at < NEW.created_at - ${retentionSeconds};
    END`,
  },
];

/**
 * Creates the engine's data file if there is none. If that fails, the engine's own error says why.
 */
export function prepareEngineFile(file: string): void {
  if (existsSync(file)) return;
  const unfinished = `${file}.${randomUUID()}`;
  try {
    writeFileSync(unfinished, emptySqliteFile(schema));
    // A process that ends in the middle leaves no half-written database behind.
    renameSync(unfinished, file);
  } catch {
    rmSync(unfinished, { force: true });
  }
}
