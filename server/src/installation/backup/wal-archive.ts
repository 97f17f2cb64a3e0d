import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namesInFolder } from '../../lib/folder-names.ts';
import { type BackupRecord, walIn } from './backup-folder.ts';
import { unzip } from './unzip.ts';
import { isSegment, segmentAfter, segmentAt } from './wal-segment.ts';

const COMPRESSED = '.gz';

/** The WAL that follows a backup on its own timeline. */
interface WalAfter {
  /** From the segment that the backup ends in, without a gap. */
  readonly segments: readonly string[];
  /** When the last of them was archived; undefined: none was. */
  readonly until: Date | undefined;
  /** A segment that is missing before later ones. */
  readonly gap: string | undefined;
}

const fileOf = (folder: string, segment: string) => join(walIn(folder), segment + COMPRESSED);

/** Names of whole segments in the archive, in their order; none where there is no archive. */
async function listSegments(folder: string): Promise<string[]> {
  const names = await namesInFolder(walIn(folder));
  const segments = names.flatMap((name) => (name.endsWith(COMPRESSED) ? [name.slice(0, -3)] : []));
  return segments.filter(isSegment).sort();
}

export async function walAfter(folder: string, backup: BackupRecord): Promise<WalAfter> {
  const { end, walSegmentBytes } = backup;
  // the backup has that segment itself as far as it needs it
  const first = segmentAt(end, walSegmentBytes);
  const there = (await listSegments(folder)).filter(
    (segment) => segment.slice(0, 8) === first.slice(0, 8) && segment >= first,
  );
  const segments: string[] = [];
  for (let next = first; there[segments.length] === next; next = segmentAfter(next, walSegmentBytes)) {
    segments.push(next);
  }
  const last = segments.at(-1);
  return {
    segments,
    until: last === undefined ? undefined : (await stat(fileOf(folder, last))).mtime,
    gap: segments.length === there.length ? undefined : last ? segmentAfter(last, walSegmentBytes) : first,
  };
}

/** Reads a segment to its end. @returns why it cannot be used; undefined: it is whole */
export async function damageOf(
  folder: string,
  segment: string,
  { walSegmentBytes }: BackupRecord,
): Promise<string | undefined> {
  let bytes = 0;
  try {
    // gzip's own checksum is compared at its end
    for await (const chunk of unzip(fileOf(folder, segment))) bytes += chunk.length;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return bytes === walSegmentBytes ? undefined : `${bytes} bytes`;
}
