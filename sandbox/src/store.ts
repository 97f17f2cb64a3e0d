import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ALIPAY_SCHEMA } from './alipay/schema.ts';
import { NUONUO_SCHEMA } from './nuonuo/schema.ts';
import { ROBOT_SCHEMA } from './robots/schema.ts';
import { WECHAT_ADDED, WECHAT_SCHEMA } from './wechat/schema.ts';

/** Everything the emulators know. Its calls are synchronous: a handler between two awaits is atomic. */
export type Store = DatabaseSync;

/** Opens (and creates) the store in a folder; `:memory:` keeps nothing. */
export function openStore(dataDir: string): Store {
  if (dataDir !== ':memory:') mkdirSync(dataDir, { recursive: true });
  const store = new PreparedOnce(dataDir === ':memory:' ? dataDir : join(dataDir, 'sandbox.sqlite'));
  // A killed process loses nothing this way; only the power could.
  store.exec('pragma journal_mode = wal; pragma synchronous = off; pragma foreign_keys = on');
  store.exec(SCHEMA);
  store.exec(WECHAT_SCHEMA);
  store.exec(ALIPAY_SCHEMA);
  store.exec(NUONUO_SCHEMA);
  store.exec(ROBOT_SCHEMA);
  for (const [table, column] of ADDED) addColumn(store, table, column);
  return store;
}

/** Half of what a statement costs is preparing it. Each is written out in the sources, so there are some hundred. */
class PreparedOnce extends DatabaseSync {
  readonly #statements = new Map<string, StatementSync>();

  override prepare(text: string): StatementSync {
    const statement = this.#statements.get(text) ?? super.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

/** Columns that stores made by earlier versions lack. */
const ADDED = [
  ...WECHAT_ADDED,
  ['nuonuo_red_forms', 'decided_at integer'],
  ['nuonuo_red_forms', 'refreshed_at integer'],
] as const;

function addColumn(store: Store, table: string, column: string): void {
  const [name] = column.split(' ', 1);
  const known = store.prepare('select 1 from pragma_table_info(?) where name = ?').get(table, name ?? '');
  if (!known) store.exec(`alter table ${table} add column ${column}`);
}

/** Runs `work` whole or not at all. */
export function transaction<T>(store: Store, work: () => T): T {
  if (store.isTransaction) return work();
  store.exec('begin immediate');
  try {
    const result = work();
    store.exec('commit');
    return result;
  } catch (error) {
    store.exec('rollback');
    throw error;
  }
}

export function readSetting(store: Store, name: string): string | undefined {
  const row = store.prepare('select value from settings where name = ?').get(name);
  return row && String(row.value);
}

export function writeSetting(store: Store, name: string, value: string): void {
  store
    .prepare('insert into settings (name, value) values (?, ?) on conflict (name) do update set value = ?')
    .run(name, value, value);
}

// Times are milliseconds since the epoch, amounts are fen.
const SCHEMA = `
create table if not exists settings (name text primary key, value text not null) strict;

create table if not exists violations (
  id integer primary key, at integer not null, kind text not null, detail text not null
) strict;
`;
