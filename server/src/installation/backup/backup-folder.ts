import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReceivedBackup } from '../../db/base-backup.ts';
import { namesInFolder } from '../../lib/folder-names.ts';
import { segmentAt } from './wal-segment.ts';

/** What is known of a base backup: `backup.json` in its folder, written last. Times are ISO instants. */
export interface BackupRecord
  extends Pick<ReceivedBackup, 'version' | 'walSegmentBytes' | 'bytes' | 'start' | 'end'> {
  /** Its folder's name. */
  readonly name: string;
  readonly startedAt: string;
  /** The first instant that can be restored to. */
  readonly finishedAt: string;
  /** Of this program. */
  readonly programVersion: string;
  /** Whose it is: the database that comes with the install, or another. */
  readonly source: 'embedded' | 'server';
  /** Of the files beside it: name, bytes and SHA-256 in hexadecimal. */
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

export const ARCHIVE = 'base.tar.gz';
export const MANIFEST = 'backup_manifest';
export const RECORD = 'backup.json';
/** What a backup is called until it is whole. */
export const PART = '.part';

/** Folders of base backups, below `BACKUP_DIR`. */
export const basesIn = (folder: string) => join(folder, 'base');
/** Segments of WAL, each compressed by itself, below `BACKUP_DIR`. */
export const walIn = (folder: string) => join(folder, 'wal');

/** What a backup made now is called: `20261128T023000Z`. */
export function nameAt(instant: Date): string {
  return instant.toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** The whole backups of a folder, the newest first; none where there is no such folder. */
export async function listBackups(folder: string): Promise<BackupRecord[]> {
  const found: BackupRecord[] = [];
  for (const name of await namesInFolder(basesIn(folder))) {
    if (!/^\d{8}T\d{6}Z$/.test(name)) continue;
    const text = await readFile(join(basesIn(folder), name, RECORD), 'utf8').catch(() => undefined);
    if (text !== undefined) found.push({ ...(JSON.parse(text) as BackupRecord), name });
  }
  return found.sort((one, other) => (one.name < other.name ? 1 : -1));
}

/** The segment that replaying a backup begins with. */
export function firstSegmentOf({ start, walSegmentBytes }: BackupRecord): string {
  return segmentAt(start, walSegmentBytes);
}
