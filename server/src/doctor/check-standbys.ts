import { setTimeout as delay } from 'node:timers/promises';
import { placesIn } from '../db/address.ts';
import { type Database, isDatabaseError, openDatabase, type Queryable } from '../db/database.ts';
import { readMigrationState } from '../db/migration-state.ts';
import {
  judgeIdentity,
  type PrimaryWal,
  readPrimaryWal,
  readStandbyWal,
  type StandbyVerdict,
} from '../db/standby-state.ts';
import { includes } from '../db/wal-position.ts';
import type { Words } from '../lib/words.ts';
import { tablesNotReadable } from './database-store.ts';
import { type Finding, ok, warning } from './finding.ts';

/** What was found at one host; `caughtUpMs` is how long it took to replay what the primary had when it was asked. */
type Seen =
  | { readonly kind: 'usable'; readonly place: string; readonly caughtUpMs: number }
  | {
      readonly kind: Exclude<StandbyVerdict, 'usable' | 'primary_unknown'> | 'older_schema';
      readonly place: string;
    }
  | { readonly kind: 'away' | 'rights'; readonly place: string; readonly detail: string };

const LOOK_EVERY_MS = 50;
/** Nobody waits longer for an examination; what is longer behind is behind. */
const WAIT_MS = 3_000;

/** Whether the console can read what may lag from standbys, as the server finds out too. */
export async function checkStandbys(
  primary: Queryable,
  urls: readonly string[],
  maxLagMs: number,
): Promise<Finding[]> {
  const now = await readPrimaryWal(primary);
  const migrations = (await readMigrationState(primary))?.applied;
  const seen = await Promise.all(
    urls.map((url) => lookAt(url, now, migrations, Math.min(maxLagMs, WAIT_MS))),
  );
  return standbyReadFindings(seen);
}

/** Exported for its table of cases. */
export function standbyReadFindings(seen: readonly Seen[]): Finding[] {
  const isOneUsable = seen.some(({ kind }) => kind === 'usable');
  return seen.map((one) => {
    if (one.kind === 'usable') {
      const seconds = (one.caughtUpMs / 1_000).toFixed(1);
      return ok(
        'database.standby_reads',
        `备机 ${one.place} 可供读取，${seconds} 秒内赶上主库。`,
        `The standby at ${one.place} can be read from; it caught up with the primary within ${seconds} s.`,
      );
    }
    // of the machines of a cluster one is always the primary
    if (one.kind === 'takes_writes' && isOneUsable) {
      return ok(
        'database.standby_reads',
        `${one.place} 现在是主库，读取在另一台进行。`,
        `${one.place} is the primary now; another one is read from.`,
      );
    }
    const detail = 'detail' in one ? one.detail : '';
    const { message, cure } = WORDS[one.kind];
    return warning(
      'database.standby_reads',
      {
        zh: `控制台没有读取备机 ${one.place}：${message.zh}${detail && `（${detail}）`}。`,
        en: `The console does not read from ${one.place}: ${message.en}${detail && ` (${detail})`}.`,
      },
      cure,
    );
  });
}

async function lookAt(
  url: string,
  primary: PrimaryWal,
  migrations: number | undefined,
  waitMs: number,
): Promise<Seen> {
  const place = placesIn(url);
  const db = openDatabase({ url, poolSize: 1, isOnlyRead: true });
  try {
    const kind = judgeIdentity({ askedAt: 0, primary }, await readStandbyWal(db));
    if (kind !== 'usable' && kind !== 'primary_unknown') return { kind, place };
    const caughtUpMs = await catchesUp(db, primary, waitMs);
    if (caughtUpMs === undefined) return { kind: 'behind', place };
    if ((await readMigrationState(db))?.applied !== migrations) return { kind: 'older_schema', place };
    const [table] = await tablesNotReadable(db);
    return table === undefined
      ? { kind: 'usable', place, caughtUpMs }
      : { kind: 'rights', place, detail: table };
  } catch (error) {
    if (!isDatabaseError(error) || !(error instanceof Error)) throw error;
    return { kind: 'away', place, detail: error.message };
  } finally {
    await db.close();
  }
}

async function catchesUp(db: Database, { end }: PrimaryWal, waitMs: number): Promise<number | undefined> {
  const startedAt = performance.now();
  for (;;) {
    const { replayed } = await readStandbyWal(db);
    const tookMs = performance.now() - startedAt;
    if (includes(replayed, end)) return tookMs;
    if (tookMs > waitMs) return undefined;
    await delay(LOOK_EVERY_MS);
  }
}

const AT_URL: Words = {
  zh: '改正 STANDBY_DATABASE_URL；在此之前读取主库，不影响使用。',
  en: 'Correct STANDBY_DATABASE_URL; until then the primary is read, and nothing is missing.',
};

const WORDS: Readonly<
  Record<Exclude<Seen['kind'], 'usable'>, { readonly message: Words; readonly cure: Words }>
> = {
  away: {
    message: { zh: '无法连接', en: 'it cannot be reached' },
    cure: {
      zh: '检查备机是否运行、hot_standby 是否为 on、防火墙和 pg_hba.conf 是否放行、密码是否正确。',
      en: 'See that it runs with hot_standby on, that the firewall and pg_hba.conf let us through, and that the password is right.',
    },
  },
  takes_writes: {
    message: { zh: '它不是备机，可以写入', en: 'it is no standby: it takes writes' },
    cure: AT_URL,
  },
  other_cluster: {
    message: { zh: '它不属于 DATABASE_URL 的集群', en: 'it is of another cluster than DATABASE_URL' },
    cure: AT_URL,
  },
  other_database: {
    message: { zh: '库名与 DATABASE_URL 的不同', en: 'it is another database than that of DATABASE_URL' },
    cure: AT_URL,
  },
  other_timeline: {
    message: {
      zh: '尚未看到它跟随现在的主库（时间线不同）',
      en: 'it has not been seen to follow the present primary yet: its timeline is another',
    },
    cure: {
      zh: '切换后等主库的检查点和备机的重启点完成（约 10 分钟），或给角色授予 pg_read_all_stats；若一直如此，重建备机（patronictl reinit）。',
      en: 'After a failover wait for a checkpoint of the primary and a restartpoint of the standby (some ten minutes), or grant the role pg_read_all_stats; if it stays so, make the standby anew (patronictl reinit).',
    },
  },
  behind: {
    message: { zh: '它落后太多', en: 'it is too far behind' },
    cure: {
      zh: '检查备机的负载、磁盘和网络，以及 pg_is_wal_replay_paused()。',
      en: "Look at the standby's load, disk and network, and at pg_is_wal_replay_paused().",
    },
  },
  older_schema: {
    message: { zh: '表结构与主库不同', en: 'its tables are not those of the primary' },
    cure: AT_URL,
  },
  rights: {
    message: { zh: '所用角色不能读表', en: 'its role may not read a table' },
    cure: {
      zh: '在 STANDBY_DATABASE_URL 使用 DATABASE_URL 的角色，或给所用角色授予 select。',
      en: 'Use the role of DATABASE_URL in STANDBY_DATABASE_URL, or grant the other one select.',
    },
  },
};
