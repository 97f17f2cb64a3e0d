import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Entry, FileEntry } from './entry.ts';

/** What somebody may edit meanwhile is smaller. */
const READ_AGAIN_BYTES = 1e6;

/**
 * The contents with `SHA256SUMS` of every file, which `sha256sum -c` reads. Small files are read here and not again: what
 * is written is what was summed.
 */
export function withChecksums(entries: readonly Entry[]): Entry[] {
  const lines: string[] = [];
  const read = entries.map((entry) => {
    if ('target' in entry) return entry;
    const bytes = bytesOf(entry);
    lines.push(`${createHash('sha256').update(bytes).digest('hex')}  ${entry.path}\n`);
    return bytes.length < READ_AGAIN_BYTES ? { ...entry, content: bytes } : entry;
  });
  return [{ path: 'SHA256SUMS', isExecutable: false, content: Buffer.from(lines.join('')) }, ...read];
}

export function bytesOf({ content }: FileEntry): Buffer {
  return Buffer.isBuffer(content) ? content : readFileSync(content.from);
}
