import { access } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { Refusal } from '../../refusal.ts';
import type { Encoding } from './encoding.ts';
import type { RosterFile, RosterSource } from './read-roster.ts';
import type { ReadingNews } from './reading-thread.ts';
import type { RowRead } from './row.ts';
import { type Sentence, TOO_LARGE, unreadable } from './sentence.ts';

export interface ReadingLimits {
  /** Megabytes that the reading thread may hold. */
  readonly memoryMb: number;
  /** Milliseconds that are waited for rows, all waits together. */
  readonly timeMs: number;
}

const LIMITS: ReadingLimits = { memoryMb: 512, timeMs: 300_000 };
/** Each reading may take all the memory it is given, so not many are made at once. */
const READINGS_MAX = 2;

/**
 * Opens a roster on a thread of its own: unpacking and parsing one takes seconds in which nobody could pay, and a
 * file made for it could fill the memory. What goes beyond a limit is refused, and ends the thread alone. Its rows can
 * be gone through several times, each of which reads the file anew.
 * @param encoding of text, where guessing it field by field went wrong
 * @throws Refusal while its rows are read
 */
export async function openRoster(
  path: string,
  encoding?: Encoding,
  limits: ReadingLimits = LIMITS,
): Promise<RosterFile> {
  await access(path);
  let progress = 0;
  let source: RosterSource = NOTHING_READ;
  async function* rows(): AsyncGenerator<RowRead> {
    using _turn = await turn();
    await using reading = startReading(path, encoding, limits);
    for (;;) {
      const news = await reading.next();
      ({ progress, source } = news);
      yield* news.rows;
      if (news.isLast) return;
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

type Rows = Extract<ReadingNews, { kind: 'rows' }>;

function startReading(path: string, encoding: Encoding | undefined, { memoryMb, timeMs }: ReadingLimits) {
  const worker = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    workerData: { path, encoding },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  let leftMs = timeMs;
  let isStarted = false;
  let ended: unknown;
  let asked: PromiseWithResolvers<ReadingNews> | undefined;
  const end = (error: unknown) => {
    ended ??= error;
    asked?.reject(ended);
  };
  // it may end between two questions, when nobody waits for it
  worker.on('message', (news: ReadingNews) => asked?.resolve(news));
  worker.on('error', (error) => end(isOutOfMemory(error) ? unreadable(TOO_LARGE) : error));
  worker.on('exit', () => end(new Error('the reading thread ended')));
  return {
    /** @throws Refusal */
    async next(): Promise<Rows> {
      if (ended) throw ended;
      asked = Promise.withResolvers<ReadingNews>();
      if (isStarted) worker.postMessage('more');
      isStarted = true;
      const startedAt = performance.now();
      const timer = setTimeout(() => end(unreadable(TOO_SLOW)), leftMs);
      try {
        const news = await asked.promise;
        if (news.kind === 'refused') throw new Refusal('roster_unreadable', news.details);
        if (news.kind === 'failed') throw new Error(`the roster could not be read: ${news.problem}`);
        return news;
      } finally {
        clearTimeout(timer);
        leftMs = Math.max(0, leftMs - (performance.now() - startedAt));
      }
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

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
