import type { Queryable } from '../db/database.ts';
import { OLDEST_VERSION } from '../db/wait.ts';
import { durabilityFindings, setTo, standbyFindings } from './check-durability.ts';
import {
  type DatabaseFacts,
  findArchivingFailure,
  listStandbys,
  readDatabaseFacts,
  readServerSettings,
  type ServerSetting,
  type ServerSettings,
} from './database-store.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

export interface DatabaseUse {
  /** Connections of one process of ours. */
  readonly poolSize: number;
  readonly isProduction: boolean;
}

/** The server and how it is set up: whether it keeps what is committed, whether we fit, and whether it keeps up. */
export async function checkDatabase(q: Queryable, use: DatabaseUse): Promise<Finding[]> {
  const facts = await readDatabaseFacts(q);
  if (!facts) return [];
  const settings = await readServerSettings(q);
  const archivingFailedAt = await findArchivingFailure(q);
  return [
    ...versionFindings(facts),
    ...durabilityFindings(settings, archivingFailedAt, use.isProduction),
    ...standbyFindings(await listStandbys(q), settings),
    ...capacityFindings(facts, settings, use),
    ...textFindings(facts, settings),
    ...upkeepFindings(facts, settings),
  ];
}

function versionFindings({ version, versionText, bytes }: DatabaseFacts): Finding[] {
  const major = Math.floor(version / 10_000);
  const name = versionText.split(' on ')[0] ?? '';
  if (major < OLDEST_VERSION) {
    return [
      fault(
        'database.version',
        { zh: `数据库是 ${name}，过旧。`, en: `The database is ${name}, which is too old.` },
        {
          zh: `升级到 PostgreSQL ${OLDEST_VERSION} 或更新的版本。`,
          en: `Upgrade to PostgreSQL ${OLDEST_VERSION} or newer.`,
        },
      ),
    ];
  }
  const size = (bytes / 1024 ** 3).toFixed(2);
  return [ok('database.version', `${name}，数据 ${size} GiB。`, `${name}, ${size} GiB of data.`)];
}

/** Beside the pool: keys, listening, a probe at need, and a command of an operator. */
const BESIDE_POOL = 6;
const NEARLY_FULL = 0.85;

/** Exported for its table of cases. */
export function capacityFindings(
  facts: Pick<DatabaseFacts, 'connections' | 'roleLimit' | 'databaseLimit'>,
  settings: ServerSettings,
  { poolSize }: Pick<DatabaseUse, 'poolSize'>,
): Finding[] {
  const number = (name: ServerSetting) => Number(settings[name] ?? 0);
  const reserved = number('superuser_reserved_connections') + number('reserved_connections');
  const limits = [number('max_connections') - reserved, facts.roleLimit, facts.databaseLimit];
  const room = Math.min(...limits.filter((limit) => limit >= 0));
  const wanted = poolSize + BESIDE_POOL;
  const figures = {
    zh: `可用连接 ${room}，每个进程最多用 ${wanted}，现有会话 ${facts.connections}`,
    en: `${room} connections are to be had, one process takes up to ${wanted}, ${facts.connections} sessions are open`,
  };
  const cure = {
    zh: '减小 DATABASE_POOL_SIZE，或增大数据库的 max_connections（或角色、数据库的连接上限）并重启数据库。',
    en: "Lower DATABASE_POOL_SIZE, or raise the database's max_connections (or the limit of the role or database) and start it again.",
  };
  if (wanted > room) {
    return [
      fault(
        'database.connections',
        { zh: `数据库连接不够：${figures.zh}。`, en: `Too few connections: ${figures.en}.` },
        cure,
      ),
    ];
  }
  if (facts.connections > room * NEARLY_FULL) {
    return [
      warning(
        'database.connections',
        { zh: `数据库连接快要用完：${figures.zh}。`, en: `Connections are nearly used up: ${figures.en}.` },
        cure,
      ),
    ];
  }
  return [ok('database.connections', `${figures.zh}。`, `${figures.en}.`)];
}

function textFindings(facts: DatabaseFacts, settings: ServerSettings): Finding[] {
  const found: Finding[] = [];
  if (facts.encoding !== 'UTF8') {
    found.push(
      fault(
        'database.encoding',
        {
          zh: `数据库编码是 ${facts.encoding}，存不下所有汉字。`,
          en: `The database's encoding is ${facts.encoding}, which does not hold every name.`,
        },
        {
          zh: "新建 encoding 'UTF8' template template0 的数据库，导出后导入。",
          en: "Make a database with encoding 'UTF8' template template0, and dump and restore into it.",
        },
      ),
    );
  }
  if (facts.isCollationChanged) {
    found.push(
      fault(
        'database.collation',
        {
          zh: `系统的排序规则（${facts.collation}）与建库时不同，文本索引可能查不到数据。`,
          en: `The system's collation ${facts.collation} is not the one the database was made with: indexes on text may miss rows.`,
        },
        {
          zh: '在空闲时执行 reindex database，然后 alter database … refresh collation version。',
          en: 'At a quiet hour run reindex database, then alter database … refresh collation version.',
        },
      ),
    );
  }
  if (facts.shanghaiDay !== '2026-01-01') {
    found.push(
      fault(
        'database.time_zones',
        {
          zh: '数据库没有正确的时区数据（Asia/Shanghai），按日的统计会错。',
          en: 'The database does not know the time zone Asia/Shanghai: sums by day go wrong.',
        },
        {
          zh: '安装数据库主机的时区数据（tzdata）。',
          en: "Install the time zones (tzdata) on the database's machine.",
        },
      ),
    );
  }
  if (found.length > 0) return found;
  const figures = `${facts.encoding}, ${facts.collation}, ${settings.TimeZone ?? ''}`;
  return [
    ok(
      'database.text',
      `编码、排序规则和时区可用（${figures}）。`,
      `Encoding, collation and time zone can be used (${figures}).`,
    ),
  ];
}

const XID_AGE = { warning: 500_000_000, fault: 1_500_000_000 };
const LONG_TRANSACTION_SECONDS = 3_600;

function upkeepFindings(
  { xidAge, longestTransactionSeconds }: DatabaseFacts,
  settings: ServerSettings,
): Finding[] {
  const found: Finding[] = [];
  if (settings.autovacuum === 'off') {
    const why = {
      zh: '表会膨胀，最终数据库停止写入',
      en: 'tables grow without end, and at last the database stops',
    };
    found.push(setTo(fault, 'autovacuum', 'off', why, 'on'));
  }
  if (xidAge > XID_AGE.warning) {
    const kind = xidAge > XID_AGE.fault ? fault : warning;
    found.push(
      kind(
        'database.xid_age',
        {
          zh: `事务号年龄 ${xidAge}，接近上限时数据库会停止写入。`,
          en: `The oldest row is ${xidAge} transactions old; near two thousand million the database stops.`,
        },
        {
          zh: '结束长事务和停用的复制槽，执行 vacuum freeze。',
          en: 'End long transactions and replication slots nobody uses, and run vacuum freeze.',
        },
      ),
    );
  }
  if (longestTransactionSeconds > LONG_TRANSACTION_SECONDS) {
    const minutes = Math.round(longestTransactionSeconds / 60);
    found.push(
      warning(
        'database.long_transaction',
        {
          zh: `有一个事务已开启 ${minutes} 分钟，会妨碍清理和升级。`,
          en: `A transaction has been open for ${minutes} minutes, which holds up vacuum and upgrades.`,
        },
        {
          zh: '在 pg_stat_activity 中找到它，确认后用 pg_terminate_backend 结束。',
          en: 'Find it in pg_stat_activity, and end it with pg_terminate_backend once you know whose it is.',
        },
      ),
    );
  }
  return found;
}
