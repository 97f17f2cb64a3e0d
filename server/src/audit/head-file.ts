import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Vault } from '../lib/vault.ts';
import { type ChainHead, readHeadLine } from './head.ts';

/** Where a server keeps the heads it has written, a line each. */
export function headFileIn(dataDir: string): string {
  return join(dataDir, 'audit-heads.jsonl');
}

/** `strange` counts the lines that are no heads of ours: cut short by a crash, changed, or signed with another key. */
export async function readHeads(
  file: string,
  vault: Pick<Vault, 'sign'>,
): Promise<{ readonly heads: readonly ChainHead[]; readonly strange: number }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter((line) => line !== '');
  const heads = lines.map((line) => readHeadLine(vault, line)).filter((head) => head !== undefined);
  return { heads, strange: lines.length - heads.length };
}

/** On a line of its own, also behind one that was cut short. */
export async function appendHead(file: string, line: string): Promise<void> {
  await appendFile(file, `\n${line}\n`, { mode: 0o600, flush: true });
}
