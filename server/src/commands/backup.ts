import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseConfig } from '../config/config.ts';
import { readEnv } from '../config/settings.ts';
import { BackupError } from '../installation/backup/backup-error.ts';
import { type BackupRecord, basesIn, listBackups } from '../installation/backup/backup-folder.ts';
import { checkArchive } from '../installation/backup/check-archive.ts';
import { mib } from '../installation/backup/free-space.ts';
import { keysAmongBackups, requireApart } from '../installation/backup/key-place.ts';
import { shanghaiTime } from '../installation/backup/restore-time.ts';
import { removeOld } from '../installation/backup/retention.ts';
import { takeBackup } from '../installation/backup/take-backup.ts';
import { damageOf, walAfter } from '../installation/backup/wal-archive.ts';
import { databaseUrls, requireDatabase } from '../installation/database-urls.ts';
import { HOUR_MS } from '../lib/clock.ts';
import type { Words } from '../lib/words.ts';
import { type CommandArguments, print, printError, UsageError } from './command.ts';
import { type ExitStatus, type Inspection, wordsBy } from './inspection.ts';
import { keyPlaceOf } from './key-place.ts';
import { showProgress } from './progress.ts';

type Said = (words: Words) => string;
type Settings = ReturnType<typeof parseConfig>;

const OPTIONS = {
  verify: { type: 'boolean' },
  every: { type: 'string' },
  lang: { type: 'string' },
} as const;

/**
 * A base backup into BACKUP_DIR, read again and compared; or, with --verify, all that is there. Exit status 1: it is made
 * and something needs a person. 2: there is none.
 */
export const backupCommand: Inspection = {
  usage: 'backup [--verify] [--every HOURS] [--lang zh|en]',
  options: OPTIONS,
  async run(args) {
    const said = wordsBy(args);
    const settings = parseConfig(readEnv());
    const folder = requireFolder(settings);
    if (args.isSet('verify')) return verify(folder, said);
    const hours = hoursOf(args);
    if (hours === undefined) return backUp(folder, settings, said);
    return backUpEvery(hours * HOUR_MS, () => backUp(folder, settings, said), said);
  },
};

function requireFolder({ config }: Settings): string {
  if (config.backup.dir !== undefined) return resolve(config.backup.dir);
  throw new BackupError({
    zh: '没有设置 BACKUP_DIR：请设为另一块磁盘上的目录（docs/operating/backup.md）。',
    en: 'BACKUP_DIR is not set: name a folder on another disk (docs/operating/backup.md).',
  });
}

async function backUp(folder: string, settings: Settings, said: Said): Promise<ExitStatus> {
  const { config, secrets } = settings;
  const place = await keyPlaceOf(settings);
  await requireApart(folder, place);
  await requireDatabase(secrets, resolve(config.dataDir));
  await using stack = new AsyncDisposableStack();
  const { url, ownerUrl } = await databaseUrls(settings, stack);
  const startedAt = performance.now();
  const progress = showProgress(said);
  const source = secrets.databaseUrl === undefined ? 'embedded' : 'server';
  const record = await takeBackup(
    folder,
    { url: secrets.backupDatabaseUrl ?? ownerUrl ?? url, source },
    (step) =>
      step.step === 'copying'
        ? progress({ zh: '复制数据库', en: 'Copying the database' }, step.done, step.all)
        : progress({ zh: '重新读取并逐文件核对', en: 'Reading it again and comparing every file' }),
  );
  const { backups, walFiles } = await removeOld(folder, config.backup.keep);
  print(said(doneWords(record, (performance.now() - startedAt) / 1_000)));
  if (backups.length > 0 || walFiles > 0)
    print(
      said({
        zh: `已删除更早的备份 ${backups.length} 份、不再需要的 WAL ${walFiles} 个（BACKUP_KEEP=${config.backup.keep}）。`,
        en: `Removed ${backups.length} older backups and ${walFiles} files of WAL that none needs (BACKUP_KEEP=${config.backup.keep}).`,
      }),
    );
  const warnings = [
    ...(await walWarnings(folder, record)),
    ...keyWarnings(await keysAmongBackups(folder, place)),
  ];
  for (const warning of warnings) printError(said(warning));
  return warnings.length === 0 ? 0 : 1;
}

function doneWords({ name, files, finishedAt }: BackupRecord, seconds: number): Words {
  const size = mib(files.reduce((sum, { bytes }) => sum + bytes, 0));
  const from = shanghaiTime(new Date(finishedAt));
  return {
    zh: `备份 ${name} 完成并已核对：${size}，用时 ${seconds.toFixed(1)} 秒；可恢复到 ${from} 及以后的任一秒。其中没有主密钥，请另行保管。`,
    en: `Backup ${name} is made and checked: ${size}, ${seconds.toFixed(1)} s; any second from ${from} on can be restored. It has no master key: keep that apart.`,
  };
}

/** A base backup without the WAL behind it loses what was paid since. */
async function walWarnings(folder: string, record: BackupRecord): Promise<Words[]> {
  const earlier = (await listBackups(folder)).find(({ name }) => name < record.name);
  if (!earlier) return [];
  const { gap, segments } = await walAfter(folder, earlier);
  if (segments.length === 0)
    return [
      {
        zh: '警告：没有收到上次备份以来的 WAL 归档，只能恢复到各次备份的时刻：请检查 archive_command（doctor 会说明）。',
        en: 'Warning: no WAL was archived since the last backup, so that only the instants of backups can be restored: see archive_command (doctor tells more).',
      },
    ];
  if (gap === undefined) return [];
  return [
    {
      zh: `警告：缺少 WAL ${gap}，从 ${earlier.name} 恢复时到不了它之后；新备份不受影响。`,
      en: `Warning: the WAL ${gap} is missing, and a restore from ${earlier.name} ends there; the new backup does without it.`,
    },
  ];
}

function keyWarnings(found: readonly string[]): Words[] {
  return found.map((path) => ({
    zh: `警告：主密钥在备份之中（${path}）：谁拿到备份就能打开它。请把主密钥移到别处。`,
    en: `Warning: the master key lies among the backups (${path}): whoever gets them opens them. Move it elsewhere.`,
  }));
}

async function verify(folder: string, said: Said): Promise<ExitStatus> {
  const backups = await listBackups(folder);
  if (backups.length === 0)
    throw new BackupError({
      zh: `${folder} 中没有完整的备份。`,
      en: `There is no whole backup in ${folder}.`,
    });
  const checked = new Set<string>();
  let isWhole = true;
  for (const backup of backups) {
    const faults = await faultsOf(folder, backup, checked);
    for (const fault of faults) printError(said(fault));
    isWhole &&= faults.length === 0;
    if (faults.length === 0)
      print(
        said({
          zh: `备份 ${backup.name} 及其后的 WAL 完好。`,
          en: `Backup ${backup.name} and the WAL behind it are whole.`,
        }),
      );
  }
  return isWhole ? 0 : 1;
}

/** @param checked segments that were read already */
async function faultsOf(folder: string, backup: BackupRecord, checked: Set<string>): Promise<Words[]> {
  const faults: Words[] = [];
  try {
    await checkArchive(join(basesIn(folder), backup.name));
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    faults.push(error.words);
  }
  const { segments, gap } = await walAfter(folder, backup);
  for (const segment of segments.filter((one) => !checked.has(one))) {
    checked.add(segment);
    const damage = await damageOf(folder, segment, backup);
    if (damage !== undefined)
      faults.push({
        zh: `WAL ${segment} 已损坏（${damage}）。`,
        en: `The WAL ${segment} is damaged (${damage}).`,
      });
  }
  if (gap !== undefined)
    faults.push({
      zh: `备份 ${backup.name} 之后缺少 WAL ${gap}。`,
      en: `Behind the backup ${backup.name} the WAL ${gap} is missing.`,
    });
  return faults;
}

function hoursOf(args: CommandArguments): number | undefined {
  const text = args.text('every');
  if (text === undefined) return undefined;
  const hours = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (hours < 1 || hours > 168) throw new UsageError('--every is a number of hours from 1 to 168');
  return hours;
}

/** Goes on until a signal; one that fails is told, and tried again within the hour. */
async function backUpEvery(
  everyMs: number,
  work: () => Promise<ExitStatus>,
  said: Said,
): Promise<ExitStatus> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  while (!stopping.signal.aborted) {
    const isDone = await work().then(
      () => true,
      (error: unknown) => {
        printError(error instanceof BackupError ? said(error.words) : String(error));
        return false;
      },
    );
    await delay(isDone ? everyMs : Math.min(everyMs, HOUR_MS), undefined, { signal: stopping.signal }).catch(
      () => undefined,
    );
  }
  return 0;
}
