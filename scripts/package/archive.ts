import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import { bytesOf } from './checksums.ts';
import { type Entry, modeOf } from './entry.ts';

/** What differs from machine to machine is the same in every archive: times, owners, and the order of files. */
const SAME_EVERYWHERE = { mtime: new Date('2026-01-01T00:00:00Z'), uid: 0, gid: 0, uname: '', gname: '' };

/**
 * Writes the entries, in their order, as a gzip'd tar whose one folder is `folder`. The same entries give the same
 * bytes. It is at `file` whole or not at all.
 * @returns its SHA-256, in hexadecimal
 */
export async function writeArchive(entries: readonly Entry[], folder: string, file: string): Promise<string> {
  const tar = pack();
  const hash = createHash('sha256');
  const part = `${file}.part`;
  const written = pipeline(
    tar,
    createGzip(),
    async function* hashed(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(part),
  );
  await Promise.all([written, addAll(tar, entries, folder)]);
  await rename(part, file);
  return hash.digest('hex');
}

async function addAll(tar: Pack, entries: readonly Entry[], folder: string): Promise<void> {
  for (const entry of entries) {
    const name = `${folder}/${entry.path}`;
    if ('target' in entry) {
      tar.entry({ ...SAME_EVERYWHERE, name, type: 'symlink', linkname: entry.target, mode: 0o777 });
      continue;
    }
    const bytes = bytesOf(entry);
    // one file at a time is in memory
    await new Promise<void>((resolve, reject) => {
      tar.entry({ ...SAME_EVERYWHERE, name, mode: modeOf(entry) }, bytes, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }
  tar.finalize();
}
