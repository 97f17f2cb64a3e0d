import { findEmbeddedPostgres } from '@zhixiao/postgres';
import { isOnThisMachine, placesIn } from '../db/address.ts';
import { poolerTrouble } from '../db/check-pooler.ts';
import { isDatabaseAway, isDatabaseError, type Queryable } from '../db/database.ts';
import { readSnapshot } from '../db/snapshot.ts';
import { loadKeys } from '../installation/keys/load-keys.ts';
import { masterKeysOf } from '../installation/master-key.ts';
import { MasterKeyError } from '../installation/master-key-check.ts';
import { checkPaymentMode, PaymentModeError } from '../installation/payment-mode.ts';
import { type Vault, vaultOf } from '../lib/vault.ts';
import { listAccounts, type StoredAccount } from '../merchants/account-store.ts';
import { clockFinding } from './check-clock.ts';
import { checkDatabase } from './check-database.ts';
import { checkSpace } from './check-files.ts';
import { checkJobs } from './check-jobs.ts';
import { checkSchema } from './check-schema.ts';
import { shardFindings } from './check-shard.ts';
import { checkStandbys } from './check-standbys.ts';
import { findDataDirectory, readServerTime } from './database-store.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import type { ReadSettings } from './read-settings.ts';
import type { RunCheck } from './run-check.ts';

/** What later checks need of the database; nothing while it is away. */
export interface OpenedAccounts {
  readonly url: string;
  readonly vault: Vault;
  readonly accounts: readonly StoredAccount[];
}

const SNAPSHOT = { application: 'zhixiao-pay-doctor', statementTimeoutMs: 15_000 };

/** The database, in one read-only snapshot. */
export async function examineDatabase(
  { config, secrets }: ReadSettings,
  dataDir: string,
  run: RunCheck,
): Promise<OpenedAccounts | undefined> {
  const embedded = secrets.databaseUrl === undefined ? await findEmbeddedPostgres(dataDir) : undefined;
  const url = secrets.databaseUrl ?? embedded?.serverUrl;
  if (url === undefined) {
    await run({ zh: '数据库', en: 'database' }, async () => [notRunning(dataDir)]);
    return undefined;
  }
  const isProduction = config.mode === 'production';
  let opened: OpenedAccounts | undefined;
  const look = async (q: Queryable) => {
    await run({ zh: '数据库', en: 'database' }, async () => [
      ok(
        'database.reachable',
        `数据库 ${placesIn(url)} 可以连接。`,
        `The database at ${placesIn(url)} can be reached.`,
      ),
      ...(await checkDatabase(q, { poolSize: config.databasePoolSize, isProduction })),
      await timeFinding(q),
      ...(await spaceFindings(q, url, embedded?.home)),
    ]);
    const { poolerUrl } = secrets;
    if (poolerUrl !== undefined)
      await run({ zh: '连接池', en: 'pooler' }, () => poolerFindings(poolerUrl, url));
    if (secrets.standbyUrls.length > 0)
      await run({ zh: '备机', en: 'standbys' }, () =>
        checkStandbys(q, secrets.standbyUrls, config.standbyMaxLagMs),
      );
    await run({ zh: '表结构和权限', en: 'schema and rights' }, () => checkSchema(q, url, isProduction));
    await run({ zh: '分片', en: 'shard' }, () => shardFindings(q, config.shard));
    await run({ zh: '后台任务', en: 'background work' }, () => checkJobs(q, new Date()));
    await run({ zh: '主密钥', en: 'master key' }, async () => {
      await checkPaymentMode(q, config.mode);
      const { keys } = await loadKeys(q, await masterKeysOf(secrets, dataDir)());
      const vault = vaultOf(() => keys);
      opened = { url, vault, accounts: await openAccounts(q, vault) };
      return [ok('master_key', '主密钥与数据库相符。', 'The master key is the one of this database.')];
    });
  };
  await run({ zh: '数据库连接', en: 'connection to the database' }, async () => {
    try {
      await readSnapshot(url, SNAPSHOT, look);
      return [];
    } catch (error) {
      return [unreachableFinding(error, placesIn(url))];
    }
  });
  return opened;
}

/** @throws MasterKeyError when they are sealed with another key, as in a database that was never started with a check of it */
async function openAccounts(q: Queryable, vault: Vault): Promise<StoredAccount[]> {
  try {
    return await listAccounts(q, vault);
  } catch (error) {
    throw isDatabaseError(error) ? error : new MasterKeyError();
  }
}

/** What the master key's check may throw, in words; anything else is no finding of ours. */
export function installationFinding(error: unknown): Finding | undefined {
  if (error instanceof MasterKeyError) {
    return fault(
      'master_key',
      {
        zh: 'MASTER_KEY 不是这个数据库所用的主密钥，密文无法打开。',
        en: 'MASTER_KEY is not the key that this database is sealed with.',
      },
      {
        zh: '设置首次启动时（或最近一次轮换后）的主密钥；沙箱用 DATA_DIR 中的 master.key。',
        en: 'Set the one of the first start, or of the last rotation; in the sandbox it is master.key in DATA_DIR.',
      },
    );
  }
  if (error instanceof PaymentModeError) {
    return fault(
      'payment_mode',
      {
        zh: '数据库的模式（沙箱或生产）与 PAYMENT_MODE 不同。',
        en: 'This database is of the other mode than PAYMENT_MODE.',
      },
      {
        zh: '改正 PAYMENT_MODE，或换用该模式自己的数据库。',
        en: 'Correct PAYMENT_MODE, or use a database of that mode.',
      },
    );
  }
  return undefined;
}

async function poolerFindings(poolerUrl: string, url: string): Promise<Finding[]> {
  const place = placesIn(poolerUrl);
  const trouble = await poolerTrouble(poolerUrl, url, SNAPSHOT).catch((error: unknown) => {
    if (isDatabaseAway(error)) return `it cannot be reached (${error.message})`;
    throw error;
  });
  if (trouble === undefined)
    return [ok('database.pooler', `连接池 ${place} 可用。`, `The pooler at ${place} can be used.`)];
  return [
    fault(
      'database.pooler',
      {
        zh: `DATABASE_URL 的连接池 ${place} 不可用。`,
        en: `The pooler of DATABASE_URL at ${place} cannot be used.`,
      },
      { zh: `原因（英文）和处理办法：${trouble}。`, en: `The reason, and what to do: ${trouble}.` },
    ),
  ];
}

function notRunning(dataDir: string): Finding {
  return warning(
    'database.reachable',
    {
      zh: `内置数据库（${dataDir}）没有运行，与数据库有关的检查未进行。`,
      en: `The embedded database in ${dataDir} does not run; what needs it was not checked.`,
    },
    {
      zh: '启动服务后再执行一次。若要用自己的数据库，请设置 DATABASE_URL。',
      en: 'Start the server and run this again. For a database of your own set DATABASE_URL.',
    },
  );
}

function unreachableFinding(error: unknown, place: string): Finding {
  const reason = isDatabaseAway(error) || error instanceof Error ? error.message : String(error);
  return fault(
    'database.reachable',
    {
      zh: `无法使用数据库 ${place}（${reason}），与数据库有关的检查未进行。`,
      en: `The database at ${place} cannot be used (${reason}); what needs it was not checked.`,
    },
    {
      zh: '检查数据库是否运行、地址和密码是否正确、防火墙是否放行。',
      en: 'See that it runs, that address and password are right, and that the firewall lets us through.',
    },
  );
}

async function timeFinding(q: Queryable): Promise<Finding> {
  const askedAt = new Date();
  const reported = await readServerTime(q);
  const whose = { zh: '数据库', en: "the database's" };
  return clockFinding({ id: 'clock.database', whose, reported, askedAt, answeredAt: new Date(), grainMs: 1 });
}

/** Where the database lies on this machine; of another one nothing can be seen from here. */
async function spaceFindings(q: Queryable, url: string, home: string | undefined): Promise<Finding[]> {
  const folder = home ?? (isOnThisMachine(url) ? await findDataDirectory(q) : undefined);
  return folder === undefined ? [] : checkSpace('disk.database', folder);
}
