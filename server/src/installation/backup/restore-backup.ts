import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, isEmbeddedInUse } from '@zhixiao/postgres';
import { type Restored, restoreEmbeddedPostgres } from '@zhixiao/postgres/restore';
import { recoverySettings } from '@zhixiao/postgres/wal-archive';
import { namesInFolder } from '../../lib/folder-names.ts';
import { BackupError } from './backup-error.ts';
import { type BackupRecord, basesIn, walIn } from './backup-folder.ts';
import { requireSpace } from './free-space.ts';
import { unpackBackup } from './unpack-backup.ts';
import { damageOf, walAfter } from './wal-archive.ts';

/** What is restored, and how far. */
export interface RestorePlan {
  /** The folder with `base` and `wal`. */
  readonly folder: string;
  readonly backup: BackupRecord;
  /** Undefined: as late as possible. */
  readonly to: Date | undefined;
  readonly timeline: 'current' | 'latest';
}

export type RestoreStep =
  | { readonly step: 'wal'; readonly done: number; readonly all: number }
  | { readonly step: 'unpacking'; readonly done: number; readonly all: number }
  | { readonly step: 'replaying'; readonly done: number };

/** The major version that the install brings. */
const EMBEDDED_MAJOR = 18;

/**
 * Restores the embedded database of `dataDir` and leaves it stopped.
 * @param place.isReplacing whether a database that is there may be moved aside
 * @throws BackupError; then what was there is there
 */
export async function restoreEmbedded(
  plan: RestorePlan,
  place: { readonly dataDir: string; readonly isReplacing: boolean },
  onStep: (step: RestoreStep) => void,
): Promise<Restored> {
  const { folder, backup, to, timeline } = plan;
  await requireFree(place);
  requireOwn(backup);
  const { gap } = await checkWal(plan, onStep);
  await mkdir(place.dataDir, { recursive: true });
  await requireSpace(place.dataDir, backup.bytes);
  return await restoreEmbeddedPostgres({
    dataDir: place.dataDir,
    log: () => undefined,
    unpack: (cluster) => unpack(plan, cluster, onStep),
    archive: walIn(folder),
    usesLeftBehind: true,
    target: to,
    timeline,
    mayEndEarly: gap === undefined,
    onReplayed: (done) => onStep({ step: 'replaying', done }),
  }).catch((error: unknown) => {
    throw error instanceof EmbeddedPostgresError ? notRestored(error) : error;
  });
}

/**
 * Lays a backup out in an empty folder, for a PostgreSQL of one's own to be started on: it replays by itself.
 * @throws BackupError
 */
export async function layOutBackup(
  plan: RestorePlan,
  into: string,
  onStep: (step: RestoreStep) => void,
): Promise<void> {
  if ((await namesInFolder(into)).length > 0) throw notEmpty(into);
  await checkWal(plan, onStep);
  await mkdir(into, { recursive: true, mode: 0o700 });
  await requireSpace(into, plan.backup.bytes);
  await unpack(plan, into, onStep);
  const settings = recoverySettings(walIn(plan.folder), { timeline: plan.timeline, target: plan.to });
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  await writeFile(join(into, 'postgresql.auto.conf'), lines.join(''), { flag: 'a' });
  await writeFile(join(into, 'recovery.signal'), '');
}

function unpack({ folder, backup }: RestorePlan, into: string, onStep: (step: RestoreStep) => void) {
  return unpackBackup(join(basesIn(folder), backup.name), into, (done) =>
    onStep({ step: 'unpacking', done, all: backup.bytes }),
  );
}

async function requireFree({
  dataDir,
  isReplacing,
}: {
  readonly dataDir: string;
  readonly isReplacing: boolean;
}): Promise<void> {
  if (await isEmbeddedInUse(dataDir)) {
    throw new BackupError({
      zh: `${dataDir} 中的数据库正在运行：请先停止服务（systemctl stop zhixiao-pay 或 Ctrl-C），再恢复。`,
      en: `The database in ${dataDir} is running: stop the server first (systemctl stop zhixiao-pay, or Ctrl-C).`,
    });
  }
  if (!isReplacing && (await lstat(join(dataDir, 'postgres')).catch(() => undefined)))
    throw notEmpty(dataDir);
}

function notRestored(cause: EmbeddedPostgresError): BackupError {
  return new BackupError(
    {
      zh: `没有恢复，原有的数据库未动：${cause.message}`,
      en: `Not restored, and the database that was there is as it was: ${cause.message}`,
    },
    { cause },
  );
}

function notEmpty(folder: string): BackupError {
  return new BackupError({
    zh: `${folder} 中已有数据，未作任何改动：换一个空目录，或加 --replace（原有的数据库改名保留，不会删除）。`,
    en: `There are data in ${folder}, and nothing was changed: use an empty folder, or add --replace (the embedded database there is renamed and kept).`,
  });
}

function requireOwn({ source, version }: BackupRecord): void {
  const major = Math.floor(version / 10_000);
  if (source === 'embedded' && major === EMBEDDED_MAJOR) return;
  throw new BackupError({
    zh: `这份备份来自另外的 PostgreSQL ${major}：请用 --into 目录 展开，再由同一大版本的 PostgreSQL 启动（docs/operating/backup.md）。`,
    en: `This backup is of a PostgreSQL ${major} of your own: lay it out by --into FOLDER and start that version on it (docs/operating/backup.md).`,
  });
}

/** @throws BackupError when a segment is damaged, or one is missing and everything is wanted */
async function checkWal(
  { folder, backup, to, timeline }: RestorePlan,
  onStep: (step: RestoreStep) => void,
): Promise<{ gap: string | undefined }> {
  const { segments, gap } = await walAfter(folder, backup);
  for (const [index, segment] of segments.entries()) {
    const damage = await damageOf(folder, segment, backup);
    onStep({ step: 'wal', done: index + 1, all: segments.length });
    if (damage === undefined) continue;
    throw new BackupError({
      zh: `WAL ${segment} 已损坏（${damage}）：从另一份拷贝取回它；没有时用 --to 恢复到更早的时刻，并先移走它。`,
      en: `The WAL ${segment} is damaged (${damage}): fetch it from another copy; without one move it away and restore to an earlier instant by --to.`,
    });
  }
  if (gap !== undefined && to === undefined && timeline === 'current') {
    throw new BackupError({
      zh: `WAL ${gap} 缺失，它之后的无法恢复：从另一份拷贝取回它，或用 --to 指定更早的时刻。`,
      en: `The WAL ${gap} is missing and nothing behind it can be restored: fetch it from another copy, or name an earlier instant by --to.`,
    });
  }
  return { gap };
}
