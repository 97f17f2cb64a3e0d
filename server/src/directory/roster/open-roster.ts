import { access } from 'node:fs/promises';
import { SECOND_MS } from '../../lib/clock.ts';
import { JobFailed, type JobLimits } from '../../lib/job-thread.ts';
import { readOnThread } from '../../lib/portion-thread.ts';
import { Refusal } from '../../refusal.ts';
import type { Encoding } from './encoding.ts';
import type { RosterFile, RosterSource } from './read-roster.ts';
import type { Reading, RosterPortion } from './reading-thread.ts';
import type { RowRead } from './row.ts';
import { type Sentence, TOO_LARGE, unreadable } from './sentence.ts';

/** Time is what is waited for rows, all waits together. */
const LIMITS: JobLimits = { timeLimitMs: 300 * SECOND_MS, heapMb: 512 };
const SCRIPT = new URL('./reading-thread.ts', import.meta.url);
/** Each reading may take all the memory it is given, so not many are made at once. */
const READINGS_MAX = 2;

/**
 * Opens a roster on a thread of its own: unpacking and parsing one takes seconds in which no request would be served,
 * and a crafted file could fill the memory. What goes beyond a limit is refused, and ends the thread alone. Its rows
 * can be gone through several times, each of which reads the file anew.
 * @param encoding of text, where guessing it field by field went wrong
 * @throws Refusal while its rows are read
 */
export async function openRoster(
  path: string,
  encoding?: Encoding,
  limits: JobLimits = LIMITS,
): Promise<RosterFile> {
  await access(path);
  let progress = 0;
  let source: RosterSource = NOTHING_READ;
  async function* rows(): AsyncGenerator<RowRead> {
    using _turn = await turn();
    try {
      for await (const portion of readOnThread<Reading, RosterPortion>(SCRIPT, { path, encoding }, limits)) {
        if ('refused' in portion) throw new Refusal('roster_unreadable', portion.refused);
        ({ progress, source } = portion);
        yield* portion.rows;
      }
    } catch (error) {
      if (!(error instanceof JobFailed) || error.kind === 'error') throw error;
      throw unreadable(error.kind === 'time' ? TOO_SLOW : TOO_LARGE);
    }
  }
  return { rows: { [Symbol.asyncIterator]: rows }, progress: () => progress, source: () => source };
}

const NOTHING_READ: RosterSource = {
  otherSheets: [],
  headingLine: 0,
  linesAbove: 0,
  hiddenLines: { count: 0, first: [] },
  hiddenColumns: [],
  ignoredColumns: [],
  encodings: [],
};

const TOO_SLOW: Sentence = {
  zh: '读取文件用时过长，已停止，请拆分后分批导入；如文件不大，请用 Excel 打开后另存为 .xlsx',
  en: 'Reading the file took too long and was stopped. Split it and import the parts; if it is not large, open it in Excel and save it as .xlsx.',
};

let readings = 0;
const waiting: (() => void)[] = [];

/** Waits until another roster may be read; disposed when it has been. */
async function turn(): Promise<Disposable> {
  if (readings >= READINGS_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
  else readings += 1;
  return {
    [Symbol.dispose]() {
      const next = waiting.shift();
      if (next) next();
      else readings -= 1;
    },
  };
}
