import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HEAD } from '../../../test/helpers/files/roster-cases.ts';
import { row, workbook } from '../../../test/helpers/files/workbook.ts';
import type { JobLimits } from '../../lib/job-thread.ts';
import { openRoster } from './open-roster.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-roster-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function opened(content: string | Buffer, limits?: JobLimits) {
  files += 1;
  const path = join(folder, `roster-${files}`);
  await writeFile(path, content);
  return openRoster(path, undefined, limits);
}

const PEOPLE = 3_210;
const people = Array.from({ length: PEOPLE }, (_, at) => [`S${at}`, '张三']);
const CSV = `学号,姓名\n${people.map((cells) => cells.join()).join('\n')}\n`;

test('a roster is read on a thread, some rows at a time, and reports its progress and source', async () => {
  const file = await opened(
    workbook({ sheets: [{ name: '名单', rows: HEAD + people.map((cells) => row(cells)).join('') }] }),
  );
  const numbers: string[] = [];
  let progress = 0;
  for await (const read of file.rows) {
    if ('row' in read) numbers.push(read.row.userNo);
    expect(file.progress()).toBeGreaterThanOrEqual(progress);
    progress = file.progress();
  }
  expect(numbers).toEqual(people.map(([userNo]) => userNo));
  expect(progress).toBe(1);
  expect(file.source()).toMatchObject({ sheet: '名单', headingLine: 1 });
});

test('whoever stops reading in the middle leaves the turn to the next', async () => {
  for (let again = 0; again < 3; again += 1) {
    for await (const read of (await opened(CSV)).rows) {
      expect(read).toHaveProperty('row');
      break;
    }
  }
  const all = await Promise.all(
    Array.from({ length: 3 }, async () => (await Array.fromAsync((await opened(CSV)).rows)).length),
  );
  expect(all).toEqual([PEOPLE, PEOPLE, PEOPLE]);
});

/** Strings of 27 MB in a file of far less. */
function bomb(): Buffer {
  const strings = Array.from({ length: 100_000 }, (_, at) => `<t>${at}${'长'.repeat(90)}</t>`);
  return workbook({ sheets: [{ rows: HEAD }], strings });
}

test('a file that fills the memory ends its thread alone, with a sentence', async () => {
  const file = await opened(bomb(), { heapMb: 16, timeLimitMs: 120_000 });
  await expect(Array.fromAsync(file.rows)).rejects.toMatchObject({
    code: 'roster_unreadable',
    details: { problem: expect.stringContaining('过大'), inEnglish: expect.stringContaining('too large') },
  });
  expect(await Array.fromAsync((await opened(CSV)).rows)).toHaveLength(PEOPLE);
});

test('a file that takes too long is left, with a sentence', async () => {
  const file = await opened(bomb(), { heapMb: 512, timeLimitMs: 1 });
  await expect(Array.fromAsync(file.rows)).rejects.toMatchObject({
    code: 'roster_unreadable',
    details: { problem: expect.stringContaining('用时过长') },
  });
});

test('a refusal comes over from the thread; a missing file is no refusal', async () => {
  await expect(Array.fromAsync((await opened('%PDF-1.7')).rows)).rejects.toMatchObject({
    code: 'roster_unreadable',
    details: { problem: expect.stringContaining('PDF') },
  });
  await expect(openRoster(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
});
