import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../../refusal.ts';
import type { Encoding } from './encoding.ts';
import { type RosterFile, type RosterSource, readRoster } from './read-roster.ts';
import type { RowRead } from './row.ts';

/** What the reading thread tells; after each `rows` that is not the last it waits for a word. */
export type ReadingNews =
  | {
      readonly kind: 'rows';
      readonly rows: readonly RowRead[];
      readonly progress: number;
      readonly source: RosterSource;
      readonly isLast: boolean;
    }
  | { readonly kind: 'refused'; readonly details: { readonly problem: string; readonly inEnglish: string } }
  | { readonly kind: 'failed'; readonly problem: string };

const BATCH_ROWS = 500;

/** Reads one roster, some rows at a time, each when the last were taken. */
async function read(path: string, encoding: Encoding | undefined): Promise<void> {
  const tell = (news: ReadingNews) => parentPort?.postMessage(news);
  try {
    const roster = await readRoster(path, encoding);
    let rows: RowRead[] = [];
    for await (const row of roster.rows) {
      rows.push(row);
      if (rows.length < BATCH_ROWS) continue;
      const taken = new Promise((resolve) => parentPort?.once('message', resolve));
      tell({ kind: 'rows', rows, ...standing(roster), isLast: false });
      rows = [];
      await taken;
    }
    tell({ kind: 'rows', rows, ...standing(roster), isLast: true });
  } catch (error) {
    if (isRosterRefusal(error)) tell({ kind: 'refused', details: error.details });
    else tell({ kind: 'failed', problem: String(error) });
  }
}

function standing(roster: RosterFile) {
  return { progress: roster.progress(), source: roster.source() };
}

function isRosterRefusal(error: unknown): error is Refusal<'roster_unreadable'> {
  return error instanceof Refusal && error.code === 'roster_unreadable';
}

await read(workerData.path, workerData.encoding);
