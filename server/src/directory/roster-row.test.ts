import { expect, test } from 'vitest';
import { csvLine } from './csv-text.ts';
import { readHeadings, readRow } from './roster-row.ts';

const ALL = ['学号', '姓名', '性别', '身份', '状态', '身份证号', '手机号', '支付宝UID', '微信openid'];
const columns = readHeadings(ALL);
const rowOf = (...cells: string[]) => readRow(columns, 7, cells);

test('a full line', () => {
  const uid = 'oSandboxPayer0000000000zhang';
  expect(
    rowOf(
      '20140548',
      '张三',
      '男',
      '研究生',
      '在读',
      '11010519491231002x',
      '+86 130-0000-0000',
      '2088612279536603',
      uid,
    ),
  ).toEqual({
    row: {
      line: 7,
      userNo: '20140548',
      userName: '张三',
      sex: 1,
      identityType: 1,
      frozen: false,
      idTail: '31002X',
      phone: '13000000000',
      bindings: [
        { channel: 'wechat', uid },
        { channel: 'alipay', uid: '2088612279536603' },
      ],
    },
  });
});

test('numbers are folded, names kept as they are written but for invisible characters and spaces at the ends', () => {
  expect(rowOf('　２０１４０５４８\u200b', ' 买买提·艾力　', 'F')).toMatchObject({
    row: { userNo: '20140548', userName: '买买提·艾力', sex: 2, identityType: undefined, bindings: [] },
  });
});

test('every wrong cell is named by its heading and line, and none is repeated', () => {
  const result = rowOf('2.01E+11', '张\ufffd', '雄', '校友', '毕业', '12', '22345678901', '2088', '王');
  const errors = 'errors' in result ? result.errors : [];
  expect(errors.map(({ line, field }) => `${line} ${field}`)).toEqual(
    ALL.map((heading) => `7 ${heading}`).toSorted((a, b) => order(a) - order(b)),
  );
  const said = errors.map(({ message }) => message).join();
  for (const cell of ['2.01E+11', '雄', '校友', '毕业', '22345678901']) expect(said).not.toContain(cell);
});

/** WeChat stands before Alipay among the channels. */
function order(labelled: string): number {
  const heading = labelled.slice(2);
  return heading === '支付宝UID' ? ALL.length : ALL.indexOf(heading);
}

test.each([
  ['', '张三', '学号', '不能为空'],
  ['20140548', ' \u3000', '姓名', '不能为空'],
  ['学号一', '张三', '学号', '只能由字母'],
  ['1'.repeat(65), '张三', '学号', '64 位'],
  ['1', '张'.repeat(43), '姓名', '128 字节'],
  ['1', '张\u0007三', '姓名', '无法识别'],
])('%s, %s: %s %s', (userNo, userName, field, message) => {
  expect(rowOf(userNo, userName)).toEqual({
    errors: [{ line: 7, field, message: expect.stringContaining(message) }],
  });
});

test('headings: the needed ones, no column twice, strange ones told', () => {
  expect(readHeadings(['班级', ' 学 号* ', '姓名', '']).ignored).toEqual(['班级']);
  expect(() => readHeadings(['姓名'])).toThrow('roster_unreadable');
  expect(() => readHeadings(['学号', '工号', '姓名'])).toThrow('roster_unreadable');
});

test('what an export guards against spreadsheets is read back', () => {
  expect(csvLine(['-1', '=1+1', 'a"b', '@x', '张三'])).toBe(`'-1,'=1+1,"a""b",'@x,张三\r\n`);
  expect(rowOf("'-1", '张三')).toMatchObject({ row: { userNo: '-1' } });
});
