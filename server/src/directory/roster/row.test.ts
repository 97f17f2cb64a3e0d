import { expect, test } from 'vitest';
import { csvLine } from '../csv-text.ts';
import { type Columns, headingLine } from './headings.ts';
import { readRow } from './row.ts';

const ALL = ['学号', '姓名', '性别', '身份', '状态', '身份证号', '手机号', '支付宝UID', '微信openid'];
function columnsOf(...cells: string[]): Columns {
  const found = headingLine(cells, new Set());
  if (!found || !('columns' in found)) throw new Error('no headings');
  return found.columns;
}
const columns = columnsOf(...ALL);
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
  const said = errors.map(({ message }) => message.zh + message.en).join();
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
    errors: [{ line: 7, field, message: { zh: expect.stringContaining(message), en: expect.any(String) } }],
  });
});

test('headings: the required ones, no column twice, unknown ones reported', () => {
  expect(columnsOf('班级', ' 学 号* ', '姓名', '').ignored).toEqual(['班级']);
  expect(headingLine(['姓名'], new Set())).toEqual({ missing: 'userNo', isHidden: false });
  expect(headingLine(['学号', '姓名'], new Set([1]))).toEqual({ missing: 'userName', isHidden: true });
  expect(headingLine(['20140548', '张三'], new Set())).toBeUndefined();
  expect(() => columnsOf('学号', '工号', '姓名')).toThrow('roster_unreadable');
});

test.each([
  '学号（必填）',
  '*学号',
  '学\n号',
  '★学号',
  '【必填】学号',
  '学号(文本格式)',
  '“学号”',
  '学（工）号',
  'User_No',
  '学号：',
  '学号必填',
  '学号(12位)',
])('%s is the heading of numbers', (heading) => {
  expect(columnsOf(heading, '姓名').at.get('userNo')?.place).toBe(0);
});

test.each(['学籍号', '考生号', '学号(旧)', '曾用学号', '序号'])('%s is not', (heading) => {
  expect(headingLine([heading, '姓名'], new Set())).toMatchObject({ missing: 'userNo' });
});

test.each([
  ['="0020140601"', '0020140601'],
  ['＝＂0020140601＂', '0020140601'],
  ["'0020140601", '0020140601'],
  ['‘0020140601', '0020140601'],
  ['’0020140601', '0020140601'],
  ['`0020140601', '0020140601'],
  ['“0020140601”', '0020140601'],
  ['"0020140601"', '0020140601'],
  ["'0020140601'", '0020140601'],
  ['\t0020140601\t', '0020140601'],
  ['\u200b0020140601\u200d', '0020140601'],
  ['\u00a00020140601\ufeff', '0020140601'],
  ['００２０１４０６０１', '0020140601'],
  ['Ｓ２０１４－０１', 'S2014-01'],
  ['2014E0501', '2014E0501'],
  ['a-b_c.d/1', 'a-b_c.d/1'],
  ['2014-05-12', '2014-05-12'],
  ['2014/05/48', '2014/05/48'],
])('%j is the number %s', (text, userNo) => {
  expect(rowOf(text, '张三')).toMatchObject({ row: { userNo } });
});

test.each([
  ['2.02E+11', '科学计数法'],
  ['1.10101E+17', '科学计数法'],
  ['110101199001010000', '15 位'],
  ['20140548.0', '小数点'],
  ['20,140,548', '千位'],
  ['15-Mar', '日期'],
  ['2026/9/1', '日期'],
  ['2026/09/01', '日期'],
  ['9月1日', '日期'],
  ['2026年9月', '日期'],
  ['#N/A', '#N/A'],
  ['#REF!', '#REF!'],
  ['Err:502', 'ERR:502'],
  ['########', '####'],
  ['=VLOOKUP(A2,B:C,2,0)', '公式'],
  ['NULL', '空'],
  ['nan', '空'],
  ['-', '只能由'],
  ['2014 0548', '只能由'],
  ['20140548;', '只能由'],
  ['2014#1', '只能由'],
  ['<b>1</b>', '只能由'],
  ['—', '只能由'],
])('%j is no number: %s', (text, problem) => {
  expect(rowOf(text, '张三')).toMatchObject({
    errors: [{ field: '学号', message: { zh: expect.stringContaining(problem) } }],
  });
});

test.each([
  ['="张三"', '张三'],
  ["'张三", '张三'],
  ['“张三”', '张三'],
  ["O'Neil", "O'Neil"],
  ['Nan', 'Nan'],
  ['None', 'None'],
  ['无忌', '无忌'],
  ['𠮷三1', '𠮷三1'],
  ['欧阳\r\n娜娜', '欧阳 娜娜'],
])('%j is the name %s', (text, userName) => {
  expect(rowOf('1', text)).toMatchObject({ row: { userName } });
});

test.each([
  ...['#N/A', '#NAME?', '=A1&B1', 'NULL', 'NaN', 'TRUE', '###', '(null)', '<null>', '[NULL]', '\\N', 'N/A'],
  ...['无', '（无）', '-', '/', '——', '1', '2026/9/1', '√'],
])('%s is no name', (text) => {
  expect(rowOf('1', text)).toMatchObject({ errors: [{ field: '姓名' }] });
});

const proofOf = (idNumber: string, phone = '') => rowOf('1', '张三', '', '', '', idNumber, phone);

test.each([
  ['11010519491231002x', '31002X'],
  ['１１０１０５１９４９１２３１００２Ｘ', '31002X'],
  ["'110101199001010031", '010031'],
  ['110101 19900101 0031', '010031'],
  ['810000199001010019', '010019'],
  ['911111199001010018', '010018'],
  ['110105491231002', '231002'],
  ['E12345678', '345678'],
  ['H1234567890', '567890'],
  ['01234567', '234567'],
  ['USA110101199001', '199001'],
  ['31002X', '31002X'],
])('the document %s is proven by %s', (text, idTail) => {
  expect(proofOf(text)).toMatchObject({ row: { idTail } });
});

test.each([
  ['110101199001010000', '000'],
  ['110101199001010007', undefined],
  ['110101199001010032', '校验位'],
  ['110101199013010031', '出生日期'],
  ['110101199002300031', '出生日期'],
  ['1.10101E+17', '科学计数法'],
  ['11010519491231002', '18 位'],
  ['1101011990010100312', '18 位'],
  ['11010119900101OO31', '18 位'],
  ['110105491331002', '出生日期'],
  ['12345', '后六位'],
])('the document %s: %s', (text, problem) => {
  const read = proofOf(text);
  if (problem === undefined) expect(read).toHaveProperty('row');
  else {
    expect(read).toMatchObject({
      errors: [{ field: '身份证号', message: { zh: expect.stringContaining(problem) } }],
    });
  }
});

test.each([
  '13800000000',
  '+86 138-0000-0000',
  '0086 13800000000',
  '(+86)13800000000',
  "'138 0000 0000",
  '86-13800000000',
])('%s is a phone number', (text) => {
  expect(proofOf('', text)).toMatchObject({ row: { phone: '13800000000' } });
});

test.each([
  ['1.38E+10', '科学计数法'],
  ['13800000000.0', '小数点'],
  ['010-12345678', '11 位'],
  ['1380000000', '11 位'],
])('%s is none: %s', (text, problem) => {
  expect(proofOf('', text)).toMatchObject({
    errors: [{ field: '手机号', message: { zh: expect.stringContaining(problem) } }],
  });
});

test('what an export guards against spreadsheets is read back', () => {
  expect(csvLine(['-1', '=1+1', 'a"b', '@x', '张三'])).toBe(`'-1,'=1+1,"a""b",'@x,张三\r\n`);
  expect(rowOf("'-1", '张三')).toMatchObject({ row: { userNo: '-1' } });
});
