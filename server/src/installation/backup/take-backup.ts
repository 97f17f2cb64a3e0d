import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import packageJson from '../../../package.json' with { type: 'json' };
import { type BackupReceiver, BaseBackupRefused, receiveBaseBackup } from '../../db/base-backup.ts';
import { isDatabaseAway } from '../../db/database.ts';
import { BackupError } from './backup-error.ts';
import {
  ARCHIVE,
  type BackupRecord,
  basesIn,
  listBackups,
  MANIFEST,
  nameAt,
  PART,
  RECORD,
} from './backup-folder.ts';
import { checkArchive } from './check-archive.ts';
import { requireSpace } from './free-space.ts';
import { removeUnfinished } from './retention.ts';

/** How the log of a backup goes on; bytes of the database. */
type BackupStep =
  | { readonly step: 'copying'; readonly done: number; readonly all: number }
  | { readonly step: 'checking' };

interface BackedUp extends Pick<BackupRecord, 'source'> {
  /** Of a role that may replicate. */
  readonly url: string;
}

interface Written {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Fast, and close to the smallest for pages of a database. */
const COMPRESSION_LEVEL = 4;

/**
 * Copies a running database into a new folder below `folder`, reads it again from there and compares every file with the
 * server's manifest. The folder has its name once it is whole; nothing of a backup that fails is left.
 * @throws BackupError
 */
export async function takeBackup(
  folder: string,
  { url, source }: BackedUp,
  onStep: (step: BackupStep) => void,
): Promise<BackupRecord> {
  const bases = basesIn(folder);
  await makeFolder(folder, bases);
  const earlier = await listBackups(folder);
  let stage = '';
  const written: Promise<Written>[] = [];
  const receiver: BackupReceiver = {
    async prepare({ bytes, startedAt }) {
      await removeUnfinished(folder);
      await requireSpace(bases, neededFor(bytes, earlier));
      stage = join(bases, nameAt(startedAt) + PART);
      await mkdir(stage, { mode: 0o700 });
    },
    open(name) {
      const isArchive = name === 'base.tar';
      const input = isArchive ? createGzip({ level: COMPRESSION_LEVEL }) : new PassThrough();
      const file = write(input, stage, isArchive ? ARCHIVE : MANIFEST);
      // awaited at the end; what fails meanwhile ends the copy by its input
      file.catch((error: Error) => input.destroy(error));
      written.push(file);
      return input;
    },
    onProgress: (done, all) => onStep({ step: 'copying', done, all }),
  };
  try {
    const { startedAt, finishedAt, ...received } = await receiveBaseBackup(url, receiver);
    const files = await Promise.all(written);
    onStep({ step: 'checking' });
    await checkArchive(stage);
    const record = {
      ...received,
      name: nameAt(startedAt),
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      programVersion: packageJson.version,
      source,
      files,
    };
    await writeFile(join(stage, RECORD), `${JSON.stringify(record, null, 2)}\n`, { flush: true });
    await rename(stage, join(bases, record.name));
    await syncFolder(bases);
    return record;
  } catch (error) {
    if (stage !== '') await rm(stage, { recursive: true, force: true }).catch(() => undefined);
    throw explained(error, folder);
  }
}

/** As much as last time and a half; for the first one as much as the database has. */
function neededFor(bytes: number, [last]: readonly BackupRecord[]): number {
  if (!last) return bytes;
  const packed = last.files.reduce((sum, file) => sum + file.bytes, 0);
  return Math.ceil((packed / last.bytes) * bytes * 1.5);
}

async function makeFolder(folder: string, bases: string): Promise<void> {
  try {
    // root's can be entered, because its PostgreSQL archives as another account
    await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await mkdir(bases, { recursive: true, mode: 0o700 });
    const probe = join(bases, `probe${PART}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new BackupError(
      {
        zh: `无法写入备份目录 ${bases}（${reasonOf(error)}）：请确认磁盘已挂载，且目录属于运行本命令的用户。`,
        en: `Backups cannot be written to ${bases} (${reasonOf(error)}): see that the disk is mounted and that the folder belongs to the user who runs this.`,
      },
      { cause: error },
    );
  }
}

async function write(input: Writable & AsyncIterable<Buffer>, stage: string, name: string): Promise<Written> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    input,
    async function* counted(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(join(stage, name), { mode: 0o600, flush: true }),
  );
  return { name, bytes, sha256: hash.digest('hex') };
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders
  if (process.platform === 'win32') return;
  await using folder = await open(path);
  await folder.sync();
}

function explained(error: unknown, folder: string): unknown {
  if (error instanceof BaseBackupRefused) return refused(error);
  if (isDatabaseAway(error)) {
    return new BackupError(
      {
        zh: `数据库无法连接或中途断开（${error.message}）：确认它在运行后再试；没有留下未完成的备份。`,
        en: `The database cannot be reached, or went away (${error.message}): see that it runs and try again; nothing unfinished is left.`,
      },
      { cause: error },
    );
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new BackupError(
      {
        zh: `写备份时 ${folder} 所在磁盘已满：请清理或扩容；未完成的备份已删除，原有的备份都在。`,
        en: `The disk of ${folder} is full: free or add space. What was written of this backup is removed, the earlier ones are there.`,
      },
      { cause: error },
    );
  }
  return error;
}

function refused({ code, message }: BaseBackupRefused): BackupError {
  if (code === 'another_backup')
    return new BackupError({
      zh: '另一次备份正在进行：等它结束，或先停止它。',
      en: 'Another backup is under way: let it end, or stop it first.',
    });
  if (code === 'tablespaces')
    return new BackupError({
      zh: '数据库使用了其他表空间，本命令不备份它们：请用 pgBackRest 或 Barman（docs/operating/backup.md）。',
      en: 'The database has tablespaces of its own, which this does not copy: use pgBackRest or Barman (docs/operating/backup.md).',
    });
  if (code === 'failed')
    return new BackupError({
      zh: `数据库中止了备份（${message}）：查看数据库的日志，处理后再试；原有的备份都在。`,
      en: `The database ended the backup (${message}): see its log, mend that and try again; the earlier backups are there.`,
    });
  return new BackupError({
    zh: `数据库拒绝了备份（${message}）：BACKUP_DATABASE_URL 的角色需要 REPLICATION 权限，pg_hba.conf 需要一行 replication（docs/operating/backup.md）。`,
    en: `The database refuses to be backed up (${message}): the role of BACKUP_DATABASE_URL needs REPLICATION, and pg_hba.conf a line for replication (docs/operating/backup.md).`,
  });
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
