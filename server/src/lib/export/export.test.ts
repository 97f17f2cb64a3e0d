import readWorkbook, { readSheet } from 'read-excel-file/node';
import { expect, test } from 'vitest';
import type { Column } from './column.ts';
import { csvOf } from './csv.ts';
import { formulaSafe } from './formula-safe.ts';
import { sheetListOf, workbookOf, xlsxOf } from './xlsx.ts';

interface Row {
  readonly number: string;
  readonly body: string | undefined;
  readonly amount: number | undefined;
  readonly at: Date | undefined;
}

const COLUMNS: readonly Column<Row>[] = [
  { header: '订单号', kind: 'text', value: (row) => row.number },
  { header: '内容', kind: 'text', value: (row) => row.body },
  { header: '金额（元）', kind: 'fen', value: (row) => row.amount },
  { header: '字数', kind: 'count', value: (row) => row.body?.length },
  { header: '时间', kind: 'time', value: (row) => row.at },
];

const ROWS: readonly Row[] = [
  {
    number: '1763870400123456789',
    body: '宿舍"电费", 一号楼',
    amount: 10_000_000_001,
    at: new Date('2026-02-28T16:00:00Z'),
  },
  { number: 'A-1', body: '=cmd|calc & <b>', amount: -5, at: undefined },
  { number: '', body: undefined, amount: undefined, at: new Date('2026-11-23T04:05:06.999Z') },
];

async function* each<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}

async function all(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks));
}

test('CSV is what spreadsheets read as it is meant', async () => {
  const text = (await all(csvOf(each(ROWS), COLUMNS))).toString('utf8');
  expect(text).toBe(
    [
      '\uFEFF订单号,内容,金额（元）,字数,时间',
      '1763870400123456789\t,"宿舍""电费"", 一号楼",100000000.01,11,2026-03-01 00:00:00',
      "A-1,'=cmd|calc & <b>,-0.05,15,",
      ',,,,2026-11-23 12:05:06',
      '',
    ].join('\r\n'),
  );
});

test('a workbook is read by a program that is not ours', async () => {
  const book = await all(xlsxOf(each(ROWS), COLUMNS, { sheetName: '订单' }));
  expect(await readSheet(book)).toEqual([
    ['订单号', '内容', '金额（元）', '字数', '时间'],
    ['1763870400123456789', '宿舍"电费", 一号楼', 100_000_000.01, 11, new Date('2026-03-01T00:00:00Z')],
    ['A-1', '=cmd|calc & <b>', -0.05, 15, null],
    [null, null, null, null, new Date('2026-11-23T12:05:06Z')],
  ]);
});

test('above the columns stands what the list is, and below them what they come to', async () => {
  const columns: readonly Column<Row>[] = [
    COLUMNS[0] as Column<Row>,
    { header: '金额（元）', kind: 'fen', sums: true, value: (row) => row.amount },
    { header: '日', kind: 'date', value: () => '2026-02-28' },
  ];
  const heading = { title: '订单', about: '学校：知校示范大学　日期：2026-02-28' };
  const book = await all(xlsxOf(each(ROWS), columns, { sheetName: '订单', heading, rowsPerSheet: 5 }));
  const [first, second] = await Promise.all([1, 2].map((sheet) => readSheet(book, sheet)));
  expect(first?.slice(0, 4)).toEqual([
    ['订单', null, null],
    ['学校：知校示范大学　日期：2026-02-28', null, null],
    ['订单号', '金额（元）', '日'],
    ['1763870400123456789', 100_000_000.01, new Date('2026-02-28')],
  ]);
  // the sums are of all sheets, at the end of the last
  expect(second?.slice(2)).toEqual([
    ['订单号', '金额（元）', '日'],
    [null, null, new Date('2026-02-28')],
    ['合计', 99_999_999.96, null],
  ]);
  expect(await readSheet(await all(xlsxOf(each([]), columns, { sheetName: '空', heading })))).toHaveLength(4);
});

test('a list longer than a sheet goes on in the next', async () => {
  const rows = Array.from({ length: 7 }, (_, index) => ({ ...ROWS[0], number: `n${index}` }) as Row);
  const book = await all(xlsxOf(each(rows), COLUMNS, { sheetName: '订单', rowsPerSheet: 4 }));
  const sheets = await Promise.all([1, 2, 3].map((sheet) => readSheet(book, sheet)));
  expect(sheets.map((sheet) => sheet.slice(1).map(([number]) => number))).toEqual([
    ['n0', 'n1', 'n2'],
    ['n3', 'n4', 'n5'],
    ['n6'],
  ]);
});

test('an empty list has its header all the same', async () => {
  expect(await readSheet(await all(xlsxOf(each([]), COLUMNS, { sheetName: '空' })))).toHaveLength(1);
});

test.each(['csv', 'xlsx'] as const)(
  '%s takes rows only as fast as it is read, and lets go when nobody reads on',
  async (form) => {
    let taken = 0;
    let ended = false;
    async function* endless(): AsyncGenerator<Row> {
      try {
        for (;;) {
          taken += 1;
          yield { number: crypto.randomUUID(), body: crypto.randomUUID(), amount: taken, at: undefined };
        }
      } finally {
        ended = true;
      }
    }
    const chunks =
      form === 'csv' ? csvOf(endless(), COLUMNS) : xlsxOf(endless(), COLUMNS, { sheetName: 's' });
    for (let chunk = 0; chunk < 5; chunk += 1) expect((await chunks.next()).done).toBe(false);
    expect(taken).toBeLessThan(20_000);
    await chunks.return(undefined);
    await expect.poll(() => ended).toBe(true);
  },
);

test.each(['csv', 'xlsx'] as const)('%s fails when its rows do', async (form) => {
  async function* broken(): AsyncGenerator<Row> {
    yield* ROWS;
    throw new Error('the database is away');
  }
  const chunks = form === 'csv' ? csvOf(broken(), COLUMNS) : xlsxOf(broken(), COLUMNS, { sheetName: 's' });
  await expect(all(chunks)).rejects.toThrow('the database is away');
});

test('a workbook opens whatever its list is called', async () => {
  for (const [title, named] of [
    ['宿舍/水电 [一期]', '宿舍 水电  一期'],
    ["'甲'", '甲'],
    ['/', '1'],
    ['校'.repeat(40), '校'.repeat(31)],
  ] as const) {
    const book = await all(xlsxOf(each(ROWS), COLUMNS, { sheetName: title, rowsPerSheet: 3 }));
    const sheets = await readWorkbook(book);
    expect(sheets.map(({ sheet }) => sheet)).toEqual([named, `${named.slice(0, 29)} 2`]);
  }
});

test('a text that a spreadsheet could run, wherever it is pasted, stays a text in CSV', () => {
  const table: readonly (readonly [text: string, safe: string])[] = [
    ['=1+1', "'=1+1"],
    ['+86 139', "'+86 139"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\u3000\u00a0=1', "'\u3000\u00a0=1"],
    ['\ufeff\u200b=1', "'\ufeff\u200b=1"],
    ['\u0000=1', "'\u0000=1"],
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠SUM', "'＠SUM"],
    [' ﹢1', "' ﹢1"],
    ['−1', "'−1"],
    ['张三\n=1', "张三\n'=1"],
    ['张三\r\n  ＝1', "张三\r\n'  ＝1"],
    ['张三\t=1', "张三\t'=1"],
    ['\t1', "'\t1"],
    ['\n1', "'\n1"],
    ['a=1', 'a=1'],
    ['张三 - 2 号楼', '张三 - 2 号楼'],
    ['第一行\n第二行', '第一行\n第二行'],
    ['', ''],
  ];
  for (const [text, safe] of table) expect(formulaSafe(text), JSON.stringify(text)).toBe(safe);
  // a long text costs no more than its length
  for (const filler of [' ', '\n', '\n ', '\u0000', '\t\u200b']) {
    const began = performance.now();
    formulaSafe(filler.repeat(200_000));
    expect(performance.now() - began, JSON.stringify(filler)).toBeLessThan(2_000);
  }
});

test('several lists are sheets of one workbook, each with its own columns and name, long ones with several', async () => {
  const short: readonly Column<string>[] = [{ header: '名', kind: 'text', value: (name) => name }];
  const rows = Array.from({ length: 4 }, (_, index) => ({ ...ROWS[0], number: `n${index}` }) as Row);
  const lists = [
    sheetListOf('人员', each(['甲', '乙']), short),
    sheetListOf('订单', each(rows), COLUMNS),
    sheetListOf('空', each([]), short),
  ];
  const sheets = await readWorkbook(await all(workbookOf(lists, 3)));
  expect(sheets.map(({ sheet, data }) => [sheet, data.map(([first]) => first)])).toEqual([
    ['人员', ['名', '甲', '乙']],
    ['订单', ['订单号', 'n0', 'n1']],
    ['订单 2', ['订单号', 'n2', 'n3']],
    ['空', ['名']],
  ]);
});
