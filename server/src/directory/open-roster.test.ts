import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { zipOf } from '../lib/export/zip.ts';
import { openRoster } from './open-roster.ts';
import type { RosterLine } from './roster-line.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-roster-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer, encoding?: 'utf-8' | 'gb18030') {
  const path = join(folder, 'roster');
  await writeFile(path, content);
  const file = await openRoster(path, encoding);
  const lines: RosterLine[] = [];
  for await (const line of file.lines) lines.push(line);
  return { lines, progress: file.progress(), encodings: file.encodings() };
}

const GB_ROW = Buffer.from('32303134303534382cd5c5c8fd2cc4d00a', 'hex');
const EXPECTED = [
  { line: 1, cells: ['学号', '姓名', '性别'] },
  { line: 2, cells: ['20140548', '张三', '男'] },
];

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
  expect(lines).toEqual(EXPECTED);
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
  expect(lines).toEqual([
    { line: 1, cells: ['学号', '姓名'] },
    { line: 2, problem: expect.stringContaining('编码') },
    { line: 3, cells: ['2', '李四'] },
    { line: 4, problem: expect.stringContaining('引号') },
  ]);
  const { lines: long } = await read(`学号,姓名\n1,"张三\n${'2,李四\n'.repeat(20_000)}`);
  expect(long).toEqual([
    { line: 1, cells: ['学号', '姓名'] },
    { line: 2, problem: expect.stringContaining('引号') },
  ]);
});

async function xlsx(...rows: (string | number | null)[][]): Promise<Buffer> {
  const path = join(folder, 'written.xlsx');
  await writeXlsxFile(rows.map((row) => row.map((value) => (value === null ? null : { value })))).toFile(
    path,
  );
  return readFile(path);
}

test('XLSX as another program writes it, numbers and gaps included', async () => {
  const { lines } = await read(
    await xlsx(
      ['学号', '姓名', '性别'],
      [20140548, '张三', '男'],
      ['00123', null, 2],
      [null, null, null],
      [1.5e17, '长', null],
    ),
  );
  expect(lines).toEqual([
    ...EXPECTED,
    { line: 3, cells: ['00123', '', '2'] },
    { line: 5, cells: ['1.5e+17', '长'] },
  ]);
});

/** A workbook of one sheet with this text in its first row. */
function workbook(sheet: string): Promise<Buffer> {
  const parts = {
    'xl/workbook.xml': '<workbook><sheets><sheet r:id="r1" xmlns:r="r"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row><c t="inlineStr"><is><t>学号</t></is></c>${sheet}`,
  };
  async function* content(text: string) {
    yield Buffer.from(text);
  }
  async function* entries() {
    for (const [name, text] of Object.entries(parts)) yield { name, content: content(text) };
  }
  return Array.fromAsync(zipOf(entries())).then((chunks) => Buffer.concat(chunks));
}

const END = '</row></sheetData></worksheet>';
const MANY = 1_000_000;
test.each([
  ['a value', `<c><v>${'1'.repeat(MANY)}</v></c>`],
  ['a text', `<c t="inlineStr"><is><t>${'长'.repeat(MANY)}</t></is></c>`],
  ['a text of many pieces', `<c t="inlineStr"><is>${'<t>长</t>'.repeat(40_000)}</is></c>`],
  ['an attribute', `<c r="${'A'.repeat(MANY)}"/>`],
  ['a comment', `<!--${'<'.repeat(MANY)}-->`],
  ['a tree', '<c>'.repeat(MANY)],
])('%s that memory would have to hold whole is refused', async (_what, bomb) => {
  expect((await read(await workbook(END))).lines).toEqual([{ line: 1, cells: ['学号'] }]);
  await expect(read(await workbook(bomb + END))).rejects.toMatchObject({
    details: { problem: expect.stringContaining('过大') },
  });
});

test('a file that only looks like XLSX, an old XLS and a missing file are refused', async () => {
  const whole = await xlsx(['学号', '姓名'], ['1', '张三']);
  await expect(read(whole.subarray(0, whole.length - 60))).rejects.toMatchObject({
    code: 'roster_unreadable',
  });
  await expect(read(Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200)]))).rejects.toMatchObject(
    {
      details: { problem: '不是有效的 XLSX 文件' },
    },
  );
  await expect(read(Buffer.from('d0cf11e0a1b11ae10000', 'hex'))).rejects.toMatchObject({
    details: { problem: expect.stringContaining('.xls') },
  });
  await expect(openRoster(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
});
