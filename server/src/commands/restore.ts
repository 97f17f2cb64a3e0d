import { resolve } from 'node:path';
import { parseConfig } from '../config/config.ts';
import { readEnv } from '../config/settings.ts';
import { BackupError } from '../installation/backup/backup-error.ts';
import { chooseBackup } from '../installation/backup/choose-backup.ts';
import { examineRestored, type RestoredState } from '../installation/backup/examine-restored.ts';
import {
  layOutBackup,
  type RestorePlan,
  type RestoreStep,
  restoreEmbedded,
} from '../installation/backup/restore-backup.ts';
import { readInstant, shanghaiTime } from '../installation/backup/restore-time.ts';
import { databaseUrls } from '../installation/database-urls.ts';
import { masterKeysOf } from '../installation/master-key.ts';
import { INVARIANTS } from '../ledger/invariant.ts';
import type { Words } from '../lib/words.ts';
import { type CommandArguments, print, printError, UsageError } from './command.ts';
import { type Inspection, wordsBy } from './inspection.ts';
import { showProgress } from './progress.ts';

type Settings = ReturnType<typeof parseConfig>;

const OPTIONS = {
  to: { type: 'string' },
  from: { type: 'string' },
  backup: { type: 'string' },
  into: { type: 'string' },
  timeline: { type: 'string' },
  replace: { type: 'boolean' },
  lang: { type: 'string' },
} as const;

/**
 * Restores to an instant, looks at what came of it, and says what the channels know and this database does not. Exit status
 * 1: it is restored and needs a person first (books, master key). 2: it is not, and nothing was changed.
 */
export const restoreCommand: Inspection = {
  usage:
    'restore --to "2026-11-28 10:30:05"|latest [--from FOLDER] [--backup NAME] [--replace] [--into FOLDER] [--timeline latest] [--lang zh|en]',
  options: OPTIONS,
  async run(args) {
    const said = wordsBy(args);
    const settings = parseConfig(readEnv());
    const plan = await planOf(args, settings);
    const into = args.text('into');
    const startedAt = performance.now();
    const onStep = stepTeller(said);
    print(said(beginWords(plan)));
    if (into !== undefined) {
      await layOutBackup(plan, resolve(into), onStep);
      for (const line of [...laidOutWords(resolve(into), plan), ...forgottenWords(plan.to)])
        print(said(line));
      return 0;
    }
    if (settings.secrets.databaseUrl !== undefined) throw notEmbedded();
    const dataDir = resolve(settings.config.dataDir);
    const restored = await restoreEmbedded(plan, { dataDir, isReplacing: args.isSet('replace') }, onStep);
    const state = await look(settings, dataDir);
    const seconds = (performance.now() - startedAt) / 1_000;
    for (const line of reachedWords(plan, restored, seconds)) print(said(line));
    const faults = faultWords(state);
    for (const line of stateWords(state)) print(said(line));
    for (const fault of faults) printError(said(fault));
    for (const line of forgottenWords(plan.to ?? restored.lastTransactionAt)) print(said(line));
    return faults.length === 0 ? 0 : 1;
  },
};

async function planOf(args: CommandArguments, { config }: Settings): Promise<RestorePlan> {
  const given = args.needed('to');
  const to = given === 'latest' ? undefined : readInstant(given);
  if (given !== 'latest' && !to)
    throw new UsageError(
      '--to is an instant like "2026-11-28 10:30:05" (China, or with Z or +08:00), or latest',
    );
  if (to && to.getTime() > Date.now()) throw new UsageError('--to lies in the future');
  const timeline = args.text('timeline') ?? 'current';
  if (timeline !== 'current' && timeline !== 'latest')
    throw new UsageError('--timeline is current or latest');
  const from = args.text('from') ?? config.backup.dir;
  if (from === undefined)
    throw new BackupError({
      zh: '不知道备份在哪里：设置 BACKUP_DIR，或用 --from 指出目录。',
      en: 'Where are the backups? Set BACKUP_DIR, or name the folder by --from.',
    });
  const folder = resolve(from);
  return { folder, to, timeline, backup: await chooseBackup(folder, { to, name: args.text('backup') }) };
}

function notEmbedded(): BackupError {
  return new BackupError({
    zh: '设置了 DATABASE_URL：本命令不改动那里的数据库。用 --into 目录 把备份展开成数据目录，再由那个 PostgreSQL 启动（docs/operating/backup.md）。',
    en: 'DATABASE_URL is set, and the database there is not touched: lay the backup out by --into FOLDER and start that PostgreSQL on it (docs/operating/backup.md).',
  });
}

function stepTeller(said: (words: Words) => string): (step: RestoreStep) => void {
  const progress = showProgress(said);
  return (step) => {
    if (step.step === 'wal') progress({ zh: '检查 WAL', en: 'Checking the WAL' }, step.done, step.all);
    else if (step.step === 'unpacking')
      progress({ zh: '展开备份并核对', en: 'Unpacking the backup and comparing it' }, step.done, step.all);
    else progress({ zh: '重放 WAL 段', en: 'Replaying segments of WAL' }, step.done);
  };
}

/** As the server would start it, and stopped again. */
async function look(settings: Settings, dataDir: string): Promise<RestoredState> {
  await using stack = new AsyncDisposableStack();
  const { url } = await databaseUrls(settings, stack);
  return await examineRestored(url, masterKeysOf(settings.secrets, dataDir));
}

function beginWords({ to, backup, folder }: RestorePlan): Words {
  return {
    zh: `从 ${folder} 的备份 ${backup.name} 恢复到${to ? ` ${shanghaiTime(to)}` : '尽可能晚的时刻'}。`,
    en: `Restoring from backup ${backup.name} in ${folder} to ${to ? shanghaiTime(to) : 'as late as possible'}.`,
  };
}

function laidOutWords(into: string, { to }: RestorePlan): Words[] {
  return [
    {
      zh: `已展开到 ${into} 并逐文件核对。把它交给运行 PostgreSQL 的用户（chown -R postgres:postgres）、作为数据目录启动：它会自行重放${to ? '到所选时刻' : ''}，然后开放。`,
      en: `Laid out in ${into}, every file compared. Give it to the user that runs PostgreSQL (chown -R postgres:postgres) and start the server on it: it replays by itself${to ? ' up to the chosen instant' : ''}, and then opens.`,
    },
    {
      zh: '启动以后执行 check-books 和 doctor（核对账目和主密钥）。',
      en: 'Once it runs: check-books and doctor (books and master key).',
    },
  ];
}

function reachedWords(
  { to }: RestorePlan,
  { isTargetReached, lastTransactionAt, replaced }: Awaited<ReturnType<typeof restoreEmbedded>>,
  seconds: number,
): Words[] {
  const last = lastTransactionAt ? shanghaiTime(lastTransactionAt) : undefined;
  const lines: Words[] = [
    {
      zh: `已恢复（${seconds.toFixed(1)} 秒）：${last ? `最后一笔提交在 ${last}` : '备份之后没有提交'}。`,
      en: `Restored in ${seconds.toFixed(1)} s: ${last ? `the last commit was at ${last}` : 'nothing was committed behind the backup'}.`,
    },
  ];
  if (to && !isTargetReached)
    lines.push({
      zh: '归档的 WAL 在所选时刻之前结束：归档里有的都已恢复，之后若还有提交，已不在归档中。',
      en: 'The archived WAL ends before the chosen instant: all of it is restored; what was committed behind it, if anything, is not in the archive.',
    });
  if (replaced)
    lines.push({
      zh: `原来的数据库保留在 ${replaced}，确认无误后再删除。`,
      en: `The database that was there is kept in ${replaced}; delete it when all is well.`,
    });
  return lines;
}

function stateWords({ counts, keyFault }: RestoredState): Words[] {
  const lines: Words[] = [];
  if (counts) {
    const newest = counts.newestOrderId;
    // its number begins with its milliseconds
    const at = newest === null ? undefined : shanghaiTime(new Date(Number(BigInt(newest) / 1_000_000n)));
    lines.push({
      zh: `其中有订单 ${counts.orders} 笔、成功的支付 ${counts.paid} 笔${at ? `，最新的订单 ${newest}（${at}）` : ''}。`,
      en: `It has ${counts.orders} orders and ${counts.paid} successful payments${at ? `; the newest order is ${newest} (${at})` : ''}.`,
    });
  }
  if (keyFault === undefined)
    lines.push({ zh: '主密钥与数据库相符。', en: 'The master key is the one of this database.' });
  return lines;
}

function faultWords({ books, keyFault }: RestoredState): Words[] {
  const faults: Words[] = books
    .filter(({ state }) => state !== 'holds')
    .map(({ invariant, subjects, reason }) => {
      const about = reason ?? subjects.slice(0, 3).join(', ');
      return {
        zh: `账目不成立或未能检查：${INVARIANTS[invariant].zh}（${about}）。请先执行 check-books。`,
        en: `Books that do not hold, or were not checked: ${INVARIANTS[invariant].en} (${about}). Run check-books first.`,
      };
    });
  if (keyFault !== undefined)
    faults.push({
      zh: `主密钥打不开这个数据库：请设置那一时刻所用的主密钥（轮换之前的备份用旧密钥）。${keyFault}`,
      en: `The master key does not open this database: set the one in use at that instant (backups from before a rotation have the old one). ${keyFault}`,
    });
  return faults;
}

/** What is outside remembers more than the database now does. */
function forgottenWords(instant: Date | undefined): Words[] {
  const at = instant ? shanghaiTime(instant) : undefined;
  return [
    {
      zh: `${at ?? '该时刻'}之后的事，渠道和接入方记得，本系统已忘记。启动之前请读 docs/operating/backup.md“恢复之后”：`,
      en: `What happened after ${at ?? 'that instant'} is known to channels and partners and forgotten here. Before the start read "After a restore" in docs/operating/backup.md:`,
    },
    {
      zh: '  1. 当时未了结的支付和退款会自动向渠道查询并入账；之后新建的订单、支付和退款，本系统不知道。',
      en: '  1. Payments and refunds that were open then are asked about and booked by themselves; orders, payments and refunds made later are not known here.',
    },
    {
      zh: '  2. 暂停接入方的退款（冻结应用），直到那几天的账单对完：忘记的部分退款会被再次受理，钱会退两次。',
      en: '  2. Hold refunds (freeze the apps) until the bills of those days are compared: a forgotten part refund would be accepted, and paid, again.',
    },
    {
      zh: '  3. 次日对账会列出“账单有、账上无”的收款和退款；逐笔在渠道平台核实，多收的在那里退回，再标记为已知。',
      en: "  3. The next morning's bills list payments and refunds that the books lack: settle each at the channel's platform, give back what is owed there, and mark it as known.",
    },
    {
      zh: '  4. 请接入方按各自的记录核对那之后的订单并重新下单；已收到的通知可能再次送达。把 DATA_DIR 中的 audit-heads.jsonl 移走存档；然后立即做一次备份。',
      en: '  4. Have partners compare their orders since then and create them again; notifications may come twice. Move audit-heads.jsonl out of DATA_DIR and keep it; then make a backup at once.',
    },
  ];
}
