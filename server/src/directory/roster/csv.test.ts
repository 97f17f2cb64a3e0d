import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCsv } from './csv.ts';

async function read(content: string | Buffer, encoding?: 'utf-8' | 'gb18030') {
  const path = join(tmpdir(), `zhixiao-csv-${process.pid}-${Math.random()}`);
  await writeFile(path, content);
  try {
    const sheet = await openCsv(path, encoding);
    const lines = await Array.fromAsync(sheet.lines);
    return { lines, progress: sheet.progress(), about: sheet.about() };
  } finally {
    await rm(path);
  }
}

const GB_ROW = Buffer.from('32303134303534382cd5c5c8fd2cc4d00a', 'hex');

test.each([
  ['UTF-8', '学号,姓名,性别\n20140548,张三,男\n'],
  ['UTF-8 with a BOM and Windows line ends', '\ufeff学号,姓名,性别\r\n20140548,张三,男\r\n'],
  ['tabs, no last line end', '学号\t姓名\t性别\n20140548\t张三\t男'],
  ['semicolons and quotation marks', '学号;"姓名";性别\n"20140548";"张三";男\n'],
  [
    'UTF-16 as Excel writes "Unicode text"',
    Buffer.from('\ufeff学号\t姓名\t性别\r\n20140548\t张三\t男\r\n', 'utf16le'),
  ],
  ['UTF-8 headings over GB18030', Buffer.concat([Buffer.from('学号,姓名,性别\n'), GB_ROW])],
])('%s', async (_what, content) => {
  const { lines, progress } = await read(content);
  expect(lines).toEqual([
    { line: 1, cells: ['学号', '姓名', '性别'] },
    { line: 2, cells: ['20140548', '张三', '男'] },
  ]);
  expect(progress).toBe(1);
});

test('lines are counted as an editor counts them', async () => {
  const { lines } = await read('a,b\r\n\n1,"x\ny"\n\r\n2,z\n');
  expect(lines.map(({ line }) => line)).toEqual([1, 3, 6]);
});

test('undecodable bytes and an open quotation mark are problems of their lines', async () => {
  const broken = Buffer.concat([
    Buffer.from('学号,姓名\n1,'),
    Buffer.from([0xd5, 0xc5, 0xff]),
    Buffer.from('\n2,李四\n3,"王五\n4,赵六\n'),
  ]);
  const { lines } = await read(broken);
  expect(lines).toMatchObject([
    { line: 1, cells: ['学号', '姓名'] },
    { line: 2, problem: { zh: expect.stringContaining('编码') } },
    { line: 3, cells: ['2', '李四'] },
    { line: 4, problem: { zh: expect.stringContaining('引号') } },
  ]);
  const { lines: long } = await read(`学号,姓名\n1,"张三\n${'2,李四\n'.repeat(20_000)}`);
  expect(long).toMatchObject([
    { line: 1, cells: ['学号', '姓名'] },
    { line: 2, problem: { zh: expect.stringContaining('引号') } },
  ]);
});

test('a forced encoding ends guessing', async () => {
  const { lines, about } = await read(Buffer.from('学号,姓名\n1,José\n'), 'gb18030');
  expect(lines).not.toContainEqual({ line: 1, cells: ['学号', '姓名'] });
  expect(about.encodings).toEqual(['gb18030']);
});
