import { readFile } from 'node:fs/promises';
import { arch, cpus, freemem, platform, release, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { findEmbeddedPostgres } from '@zhixiao/postgres';
import type { Queryable } from '../db/database.ts';
import { readMigrationState } from '../db/migration-state.ts';
import { readSnapshot } from '../db/snapshot.ts';
import type { Words } from '../lib/words.ts';
import { readBacklog } from '../overview/backlog-store.ts';
import { countProblems } from '../overview/problem-store.ts';
import { countStates, listTableSizes } from './counts-store.ts';
import { listStandbys, readDatabaseFacts, readServerSettings } from './database-store.ts';
import { type Examined, examine } from './examine.ts';
import { readSettings } from './read-settings.ts';
import { shownSettings } from './shown-settings.ts';
import { summariseLog } from './summarise-log.ts';

export interface SupportRequest extends Examined {
  /** A file that the server's log is written to; undefined: none is. */
  readonly logFile: string | undefined;
}

/** A file of the bundle; its content becomes JSON. */
export interface SupportFile {
  readonly name: string;
  readonly content: unknown;
}

const SNAPSHOT = { application: 'zhixiao-pay-support', statementTimeoutMs: 30_000 };

/**
 * The content of the support bundle. Every field is selected by name: no secret, no row and no personal data. Where a
 * value cannot be read, the reason stands in its place.
 */
export async function supportFiles(
  request: SupportRequest,
  onStart: (name: Words) => void,
): Promise<SupportFile[]> {
  const { env, logFile } = request;
  const settings = readSettings(env);
  const findings = await examine(request, onStart);
  onStart({ zh: '数据库统计', en: 'counts of the database' });
  return [
    { name: 'doctor.json', content: findings },
    { name: 'version.json', content: await versions() },
    { name: 'settings.json', content: shownSettings(env, settings) },
    { name: 'database.json', content: await aboutDatabase(await databaseUrlOf(settings)) },
    ...(logFile === undefined
      ? []
      : [{ name: 'log.json', content: await orReason(() => summariseLog(logFile)) }]),
  ];
}

async function databaseUrlOf({
  config,
  secrets,
}: ReturnType<typeof readSettings>): Promise<string | undefined> {
  return secrets.databaseUrl ?? (await findEmbeddedPostgres(resolve(config.dataDir)))?.serverUrl;
}

async function versions(): Promise<object> {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return {
    program: manifest.version,
    node: process.version,
    platform: platform(),
    release: release(),
    arch: arch(),
    cores: cpus().length,
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    at: new Date().toISOString(),
  };
}

/** Each part by itself, so that one that fails or takes too long leaves the others. */
async function aboutDatabase(url: string | undefined): Promise<object> {
  if (url === undefined) return { unavailable: 'the embedded database does not run' };
  const now = new Date();
  const parts: Readonly<Record<string, (q: Queryable) => Promise<unknown>>> = {
    facts: readDatabaseFacts,
    settings: readServerSettings,
    standbys: listStandbys,
    migrations: readMigrationState,
    tables: listTableSizes,
    states: countStates,
    backlog: (q) => readBacklog(q, now),
    problems: (q) => countProblems(q, 'all', now),
  };
  return orReason(() =>
    readSnapshot(url, SNAPSHOT, async (q) => {
      const answers: Record<string, unknown> = {};
      for (const [name, read] of Object.entries(parts)) answers[name] = await orReason(() => read(q));
      return answers;
    }),
  );
}

async function orReason<T>(read: () => Promise<T>): Promise<T | { readonly unavailable: string }> {
  try {
    return await read();
  } catch (error) {
    // a message may quote what it is about
    const { code, name } = error as { code?: string; name?: string };
    return { unavailable: code ?? name ?? 'failed' };
  }
}
