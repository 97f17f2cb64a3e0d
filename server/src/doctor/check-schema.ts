import type { Queryable } from '../db/database.ts';
import { type MigrationState, readMigrationState } from '../db/migration-state.ts';
import { needlessPowers } from '../db/server-role.ts';
import { tablesOutOfReach, unfinishedParts } from './database-store.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** Whether the database has the tables of this program, whole, and who we are may do what the server does and no more. */
export async function checkSchema(q: Queryable, url: string, isProduction: boolean): Promise<Finding[]> {
  const state = await readMigrationState(q);
  if (!state) {
    return [
      warning(
        'migrations',
        { zh: '数据库是空的，还没有表。', en: 'The database is empty.' },
        {
          zh: '启动服务，它会建表；若这里应有数据，请核对 DATABASE_URL 的库名。',
          en: 'Start the server, which makes the tables. If there should be data, check the name in DATABASE_URL.',
        },
      ),
    ];
  }
  return [
    ...migrationFindings(state),
    ...unfinished(await unfinishedParts(q)),
    ...outOfReach(await tablesOutOfReach(q)),
    ...(isProduction ? powerFindings(await needlessPowers(url)) : []),
  ];
}

const listed = (names: readonly string[]) => names.slice(0, 5).join(', ') + (names.length > 5 ? ' …' : '');

/** Exported for its table of cases. */
export function migrationFindings({
  applied,
  pending,
  unknown,
  ahead,
  changed,
  skipped,
}: MigrationState): Finding[] {
  const found: Finding[] = [];
  if (unknown.length > 0) {
    found.push(
      fault(
        'migrations',
        {
          zh: `数据库比程序新，有本程序不认识的升级：${listed(unknown)}。`,
          en: `The database is newer than this program, which does not know: ${listed(unknown)}.`,
        },
        {
          zh: '改用数据库升级时的版本或更新的版本启动。',
          en: 'Start the version that upgraded the database, or a newer one.',
        },
      ),
    );
  }
  if (ahead.length > 0) {
    found.push(
      warning(
        'migrations',
        {
          zh: `数据库已由新版本升级（${listed(ahead)}），本版本可以继续运行。`,
          en: `A newer version has upgraded the database (${listed(ahead)}); this one goes on with it.`,
        },
        {
          zh: '升级未完成：请把这里的程序也换成新版本。',
          en: 'The upgrade is not finished: put the newer version in place here too.',
        },
      ),
    );
  }
  if (skipped.length > 0 || changed.length > 0) {
    found.push(
      fault(
        'migrations',
        {
          zh: `数据库只升级了一部分，或升级内容与程序不同：${listed([...skipped, ...changed])}。`,
          en: `The database is half-migrated, or was migrated by other files than these: ${listed([...skipped, ...changed])}.`,
        },
        {
          zh: '不要启动服务；从升级前的备份恢复，或带上 support-bundle 联系技术支持。',
          en: 'Do not start the server: restore the backup from before the upgrade, or ask for support with a support-bundle.',
        },
      ),
    );
  }
  if (pending.length > 0) {
    found.push(
      warning(
        'migrations',
        {
          zh: `有 ${pending.length} 个升级还没有执行：${listed(pending)}。`,
          en: `${pending.length} migrations are not applied yet: ${listed(pending)}.`,
        },
        {
          zh: '先备份，用 npm run cli -- migrate --dry-run 查看，再执行 npm run cli -- migrate 或启动本版本的服务。',
          en: 'Make a backup, look with npm run cli -- migrate --dry-run, then run npm run cli -- migrate or start the server of this version.',
        },
      ),
    );
  }
  return found.length > 0
    ? found
    : [
        ok(
          'migrations',
          `表结构是最新的（${applied} 个升级）。`,
          `The schema is up to date (${applied} migrations).`,
        ),
      ];
}

function unfinished(names: readonly string[]): Finding[] {
  if (names.length === 0) return [];
  return [
    fault(
      'migrations.unfinished',
      {
        zh: `有未完成的索引或约束：${listed(names)}。`,
        en: `Indexes or constraints are unfinished: ${listed(names)}.`,
      },
      {
        zh: '在空闲时对索引执行 reindex index，对约束执行 alter table … validate constraint。',
        en: 'At a quiet hour run reindex index on an index, alter table … validate constraint on a constraint.',
      },
    ),
  ];
}

function outOfReach(names: readonly string[]): Finding[] {
  if (names.length === 0)
    return [ok('database.rights', '运行角色有所需的权限。', "The server's role may do what it has to.")];
  return [
    fault(
      'database.rights',
      {
        zh: `运行角色没有以下表的权限：${listed(names)}。`,
        en: `The server's role may not use: ${listed(names)}.`,
      },
      {
        zh: '设置 MIGRATION_DATABASE_URL（表的属主）后启动一次服务，它会授予权限。',
        en: 'Start the server once with MIGRATION_DATABASE_URL (the owner of the tables), which grants what is needed.',
      },
    ),
  ];
}

const POWERS_IN_CHINESE: Readonly<Record<string, string>> = {
  superuser: '超级用户',
  'makes roles': '可建角色',
  replicates: '可复制',
  'makes tables': '可建表',
  'owns tables': '拥有表',
  'changes the audit log': '可改审计日志',
};

function powerFindings(powers: readonly string[]): Finding[] {
  if (powers.length === 0) return [];
  const zh = powers.map((power) => POWERS_IN_CHINESE[power] ?? power).join('、');
  return [
    warning(
      'database.powers',
      {
        zh: `运行角色的权限过大：${zh}。`,
        en: `The server's role may more than it needs: ${powers.join(', ')}.`,
      },
      {
        zh: '给服务单独的角色：MIGRATION_DATABASE_URL 用属主，DATABASE_URL 用另一个（见 docs/operating.md「Two roles」）。',
        en: 'Give the server a role of its own: MIGRATION_DATABASE_URL names the owner, DATABASE_URL another (docs/operating.md, Two roles).',
      },
    ),
  ];
}
