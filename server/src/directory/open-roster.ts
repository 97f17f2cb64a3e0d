import { open } from 'node:fs/promises';
import { openCsv } from './roster-csv.ts';
import type { Encoding } from './roster-encoding.ts';
import { type RosterFile, unreadable } from './roster-line.ts';
import { openXlsx } from './roster-xlsx.ts';

/**
 * Opens a roster by what is in the file, whatever it is called: XLSX, or text.
 * @param encoding of text, where guessing it field by field went wrong
 * @throws Refusal
 */
export async function openRoster(path: string, encoding?: Encoding): Promise<RosterFile> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
  if (buffer.subarray(0, 4).equals(ZIP)) return openXlsx(path);
  if (buffer.equals(COMPOUND)) throw unreadable('不支持旧版 .xls，请另存为 .xlsx 或 CSV 后再导入');
  return openCsv(path, encoding);
}

const ZIP = Buffer.from('504b0304', 'hex');
const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex');
