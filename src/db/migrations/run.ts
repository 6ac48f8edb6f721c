import { hash } from 'node:crypto';
import { SchemaMismatch, type Value } from '../database.ts';
import { tables } from './1-tables.ts';
import { attempts } from './2-attempts.ts';
import { messageContent } from './3-message-content.ts';
import { exchanges } from './4-exchanges.ts';
import { events } from './5-events.ts';
import { addressChanges } from './6-address-changes.ts';
import { webHooks } from './7-web-hooks.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [tables, attempts, messageContent, exchanges, events, addressChanges, webHooks];

/** The little that is needed of a database to look at its schema and to change it. */
export interface Schema {
  /** Placeholders are $1, $2 … */
  run(sql: string, ...values: Value[]): Promise<Record<string, unknown>[]>;
  hasTable(name: string): Promise<boolean>;
}

const LEDGER = 'zelos_migrations';

/** Runs what is missing and enters it in the ledger; the caller holds a lock and commits. @returns the names of the steps run */
export async function runMigrations(schema: Schema, now: number, migrations: readonly Migration[] = MIGRATIONS): Promise<string[]> {
  if (!(await schema.hasTable(LEDGER))) await schema.run(`create table ${LEDGER} (number integer primary key, name text not null, checksum text not null, applied_at bigint not null)`);
  const missing = await missingOf(schema, migrations);
  for (const migration of missing) {
    for (const sql of migration.up) await schema.run(sql);
    await schema.run(`insert into ${LEDGER} (number, name, checksum, applied_at) values ($1, $2, $3, $4)`, migration.number, migration.name, checksum(migration), now);
  }
  return missing.map(title);
}

/** @throws SchemaMismatch unless the database has exactly the steps of this build */
export async function checkSchema(schema: Schema, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const missing = (await schema.hasTable(LEDGER)) ? await missingOf(schema, migrations) : migrations;
  if (missing.length > 0) throw new SchemaMismatch(`the database lacks ${missing.map(title).join(', ')}: run "zelos migrate"`);
}

async function missingOf(schema: Schema, migrations: readonly Migration[]): Promise<Migration[]> {
  const applied = new Map<number, { name: string; checksum: string }>();
  for (const row of await schema.run(`select number, name, checksum from ${LEDGER} order by number`))
    applied.set(Number(row['number']), { name: String(row['name']), checksum: String(row['checksum']) });
  const newest = Math.max(0, ...migrations.map((migration) => migration.number));
  for (const [number, { name }] of applied) {
    if (number > newest) throw new SchemaMismatch(`the database was migrated by a newer Zelos (${number} ${name}); this one knows ${newest} steps. Run the newer one, or restore a backup from before`);
  }
  return migrations.filter((migration) => {
    const entry = applied.get(migration.number);
    if (entry !== undefined && entry.checksum !== checksum(migration)) throw new SchemaMismatch(`migration ${title(migration)} is not the one that made this database: it was edited after it had run`);
    return entry === undefined;
  });
}

const title = ({ number, name }: Migration): string => `${number} ${name}`;

/** Layout does not count: indenting a statement anew is no edit. */
const checksum = ({ up }: Migration): string => hash('sha256', up.map((sql) => sql.replace(/\s+/g, ' ').trim()).join('\n'), 'base64url');
