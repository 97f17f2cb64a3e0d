import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readExcelFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { openXlsx } from './open-xlsx.ts';

const SHEETS = {
  ordinary: [
    ['学号', '姓名', '性别'],
    ['00123', '张三', '男'],
    ['S2014-05', '买买提·艾力', '女'],
    [20_140_548, '㐀𠮷', null],
    [null, null, null],
    ['a&b<c>"d"', "O'Neil", 'x y'],
  ],
  numbers: [
    ['n', 'm', 'o'],
    [0, -1, 1.5],
    [201_405_480_101, 0.1, 123_456_789.25],
  ],
} as const;

/** Another program writes the file, a third one says what is in it. */
test.each(Object.entries(SHEETS))('%s cells are read as read-excel-file reads them', async (_what, rows) => {
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-witness-'));
  try {
    const path = join(folder, 'written.xlsx');
    await writeExcelFile(
      rows.map((cells) => cells.map((value) => (value === null ? null : { value }))),
    ).toFile(path);
    const lines = await Array.fromAsync(openXlsx(path).lines);
    const ours = lines.map((line) => ('cells' in line ? line.cells : []));
    const [sheet] = await readExcelFile(await readFile(path));
    const theirs =
      sheet?.data.map((cells) => cells.map((value) => (value === null ? '' : String(value)))) ?? [];
    const withoutEnd = (cells: readonly unknown[]) =>
      cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
    expect(ours.length).toBeGreaterThan(2);
    expect(ours).toEqual(theirs.map(withoutEnd).filter((cells) => cells.length > 0));
  } finally {
    await rm(folder, { recursive: true });
  }
});
