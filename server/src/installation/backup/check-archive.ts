import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTar, type TarEntry } from '../../lib/read-tar.ts';
import { BackupError } from './backup-error.ts';
import { ARCHIVE, MANIFEST } from './backup-folder.ts';
import { unzip } from './unzip.ts';

/** What is done with each member once its header is read; a file's content passes through `content`. */
type WithMember = (entry: TarEntry, content: AsyncIterable<Buffer>) => Promise<void>;

interface ManifestFile {
  readonly size: number;
  readonly sha256: string;
}

/** PostgreSQL writes it into the tar, and not into its manifest. */
const UNLISTED = /^(pg_wal\/|backup_manifest$)/;

/**
 * Reads a base backup to its end and compares every file with the manifest that PostgreSQL made of it, as
 * `pg_verifybackup` does. `withMember` reads the content.
 * @throws BackupError naming what is damaged
 */
export async function checkArchive(folder: string, withMember: WithMember = readOnly): Promise<void> {
  const wanted = await readManifest(folder);
  const left = new Set(wanted.keys());
  try {
    for await (const entry of readTar(unzip(join(folder, ARCHIVE)))) {
      const hash = createHash('sha256');
      await withMember(entry, hashed(entry.content, hash));
      if (entry.isFolder) continue;
      const listed = wanted.get(entry.path);
      left.delete(entry.path);
      const isRight = listed
        ? listed.size === entry.size && listed.sha256 === hash.digest('hex')
        : UNLISTED.test(entry.path);
      if (!isRight) throw damaged(folder, entry.path);
    }
  } catch (error) {
    if (error instanceof BackupError || isSystemError(error)) throw error;
    throw damaged(folder, `${ARCHIVE}: ${error instanceof Error ? error.message : error}`);
  }
  const [missing] = left;
  if (missing !== undefined) throw damaged(folder, missing);
}

/** Paths with sizes and SHA-256, of a manifest whose own checksum is right. */
async function readManifest(folder: string): Promise<ReadonlyMap<string, ManifestFile>> {
  const text = await readFile(join(folder, MANIFEST), 'utf8');
  // its last line has the checksum of all before
  const [, checksum] = /^"Manifest-Checksum": "([0-9a-f]{64})"\}\s*$/m.exec(text) ?? [];
  const before = text.slice(0, text.lastIndexOf('"Manifest-Checksum"'));
  if (checksum === undefined || createHash('sha256').update(before).digest('hex') !== checksum) {
    throw damaged(folder, MANIFEST);
  }
  const { Files } = JSON.parse(text) as {
    readonly Files: readonly {
      readonly Path?: string;
      readonly 'Encoded-Path'?: string;
      readonly Size: number;
      readonly Checksum: string;
    }[];
  };
  return new Map(
    Files.map((file) => [
      file.Path ?? Buffer.from(file['Encoded-Path'] ?? '', 'hex').toString('utf8'),
      { size: file.Size, sha256: file.Checksum },
    ]),
  );
}

async function* hashed(
  content: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

async function readOnly(_entry: TarEntry, content: AsyncIterable<Buffer>): Promise<void> {
  for await (const _chunk of content);
}

/** Such as a full disk while it is unpacked; what zlib finds has a code too. */
function isSystemError(error: unknown): boolean {
  return /^E[A-Z]+$/.test(String((error as NodeJS.ErrnoException).code));
}

function damaged(folder: string, what: string): BackupError {
  return new BackupError({
    zh: `备份 ${folder} 已损坏（${what}）：请改用更早的一份（--backup），并检查存放备份的磁盘。`,
    en: `The backup ${folder} is damaged (${what}): use an earlier one (--backup), and check the disk it lies on.`,
  });
}
