import { resolve } from 'node:path';
import { parseConfig } from '../config/config.ts';
import { readEnv } from '../config/settings.ts';
import type { LockMode } from '../db/migration-effects.ts';
import {
  type MigrationPlan,
  type PlannedLock,
  type PlannedMigration,
  planMigrations,
} from '../db/migration-plan.ts';
import { databaseUrls, requireDatabase, upgradeDatabase } from '../installation/database-urls.ts';
import type { Words } from '../lib/words.ts';
import { print } from './command.ts';
import {
  type ExitStatus,
  INSPECTION_OPTIONS,
  INSPECTION_USAGE,
  type Inspection,
  wordsBy,
} from './inspection.ts';

/**
 * Brings the schema up to date, or with `--dry-run` says what that would do. Exit status of the dry run: 0 servers may go on
 * meanwhile, 1 they have to be stopped first. 2: it was refused.
 */
export const migrateCommand: Inspection = {
  usage: `migrate [--dry-run] ${INSPECTION_USAGE}`,
  options: { ...INSPECTION_OPTIONS, 'dry-run': { type: 'boolean' } },
  async run(args) {
    const said = wordsBy(args);
    const { config, secrets } = parseConfig(readEnv());
    await using stack = new AsyncDisposableStack();
    const dataDir = resolve(config.dataDir);
    const isDry = args.isSet('dry-run');
    if (isDry) await requireDatabase(secrets, dataDir);
    const urls = await databaseUrls({ config, secrets }, stack);
    const isJson = args.isSet('json');
    if (isDry) {
      const plan = await planMigrations(urls.ownerUrl ?? urls.url);
      const status = statusOf(plan);
      if (isJson) print(JSON.stringify({ status, ...plan }, null, 2));
      else print(linesOf(plan, said).join('\n'));
      return status;
    }
    const { applied, ahead } = await upgradeDatabase(urls, isJson ? undefined : print);
    if (isJson) print(JSON.stringify({ status: 0, applied, ahead }, null, 2));
    else for (const name of applied) print(`${said({ zh: '已执行', en: 'applied' })} ${name}`);
    if (!isJson) print(said(applied.length === 0 ? UP_TO_DATE : DONE));
    return 0;
  },
};

const UP_TO_DATE = { zh: '数据库已是最新，无需升级。', en: 'The database is up to date: nothing to apply.' };
const DONE = { zh: '升级完成，可以启动本版本的服务。', en: 'Done: start the servers of this version.' };

function statusOf({ pending, isEmpty }: MigrationPlan): ExitStatus {
  return !isEmpty && pending.some(({ breaks }) => breaks === 'none') ? 1 : 0;
}

function linesOf(plan: MigrationPlan, said: (words: Words) => string): string[] {
  const { pending, ahead, isEmpty, servers } = plan;
  if (ahead.length > 0) {
    return [
      said({
        zh: `数据库已由新版本升级（${ahead.at(-1)}），本版本可以继续运行；请尽快升级。`,
        en: `A newer version has upgraded the database (${ahead.at(-1)}); this one goes on with it. Upgrade it soon.`,
      }),
    ];
  }
  if (pending.length === 0) return [said(UP_TO_DATE)];
  const summary = isEmpty
    ? { zh: '数据库是空的：会建表。', en: 'The database is empty: the tables are made.' }
    : statusOf(plan) === 1
      ? {
          zh: '先备份（npm run cli -- backup），再停止全部旧版本服务，然后执行 npm run cli -- migrate。',
          en: 'Make a backup (npm run cli -- backup), stop every server of the earlier release, then run npm run cli -- migrate.',
        }
      : {
          zh: '先备份（npm run cli -- backup），再执行 npm run cli -- migrate；服务可以照常运行，之后逐台换成新版本。',
          en: 'Make a backup (npm run cli -- backup), then run npm run cli -- migrate: servers go on, and are replaced one by one afterwards.',
        };
  const connected = {
    zh: `现在有 ${servers.length} 个服务或命令的数据库连接。`,
    en: `${servers.length} sessions of servers or commands are connected now.`,
  };
  return [
    said({ zh: `待执行的升级：${pending.length} 个`, en: `Migrations to apply: ${pending.length}` }),
    ...pending.flatMap((migration) => linesOfOne(migration, said)),
    ...(isEmpty ? [] : [said(connected)]),
    said(summary),
  ];
}

function linesOfOne({ name, breaks, locks }: PlannedMigration, said: (words: Words) => string): string[] {
  const mark =
    breaks === undefined
      ? { zh: '旧服务可继续运行', en: 'old servers go on' }
      : breaks === 'none'
        ? { zh: '不兼容：须先停止旧服务', en: 'BREAKING: stop old servers first' }
        : { zh: `早于 ${breaks} 的服务须先停止`, en: `stop servers before ${breaks} first` };
  return [`  ${name}  [${said(mark)}]`, ...locks.map((lock) => `      ${said(wordsOf(lock))}`)];
}

const MODES: Readonly<Record<LockMode, Words>> = {
  ShareUpdateExclusiveLock: { zh: '不影响读写', en: 'reads and writes go on' },
  ShareLock: { zh: '期间不能写', en: 'writes wait' },
  ShareRowExclusiveLock: { zh: '期间不能写', en: 'writes wait' },
  ExclusiveLock: { zh: '期间不能写', en: 'writes wait' },
  AccessExclusiveLock: { zh: '期间不能读写', en: 'reads and writes wait' },
};

function wordsOf({ table, mode, rows, work, seconds }: PlannedLock): Words {
  const time = work === 'none' ? undefined : Math.max(1, Math.ceil(seconds));
  const zhWork =
    work === 'none' ? '瞬间完成' : `${work === 'reads' ? '逐行读取' : '整表重写'}，约 ${time} 秒`;
  const enWork =
    work === 'none' ? 'a moment' : `${work === 'reads' ? 'reads' : 'rewrites'} all rows, about ${time} s`;
  return {
    zh: `${table}：约 ${rows ?? '?'} 行，${MODES[mode].zh}，${zhWork}`,
    en: `${table}: about ${rows ?? '?'} rows, ${MODES[mode].en}, ${enWork}`,
  };
}
