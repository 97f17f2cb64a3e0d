import { expect, test } from 'vitest';
import {
  expectRead,
  HEAD,
  ONE,
  PERSON,
  type RosterCase,
  readFileContent,
} from '../../../test/helpers/files/roster-cases.ts';
import { row, workbook, zipOfTexts } from '../../../test/helpers/files/workbook.ts';

const TEXTS: readonly RosterCase[] = [
  ['commas', '学号,姓名\n001,张三\n', ONE],
  ['sep= with semicolons', 'sep=;\r\n学号;姓名\r\n001;张三\r\n', ONE],
  ['sep= with bars, quoted, behind a BOM', '\ufeff"sep=|"\r\n学号|姓名\r\n001|张三\r\n', ONE],
  ['sep= with a tab in UTF-16', Buffer.from('\ufeffsep=\t\r\n学号\t姓名\r\n001\t张三\r\n', 'utf16le'), ONE],
  ['Unicode text of Excel', Buffer.from('\ufeff学号\t姓名\r\n001\t张三\r\n', 'utf16le'), ONE],
  ['UTF-16 big end first', Buffer.from('\ufeff学号\t姓名\r\n001\t张三\r\n', 'utf16le').swap16(), ONE],
  ['UTF-16 without a mark', Buffer.from('学号,姓名,备注\r\n001,张三,abc 123\r\n', 'utf16le'), ONE],
  ['titles above headings separated by tabs', '2026 级新生，共 1 人\n\n学号\t姓名\n001\t张三\n', ONE],
  ['a title with more commas than columns', '计算机,软件,网络,安全学院\n学号;姓名\n001;张三\n', ONE],
  ['a heading with a line break', '"学号\n(必填)","姓名\n(必填)"\n001,张三\n', ONE],
  ['empty lines and columns in front', '\n,,\n,学号,姓名\n,001,张三\n', ONE],
  [
    'marks that keep digits',
    '学号,姓名\n="001",张三\n\'002,李四\n"=""003""",王五\n\t004,赵六\n“005”,孙七\n',
    ['001 张三', '002 李四', '003 王五', '004 赵六', '005 孙七'],
  ],
  [
    'errors of Excel, saved as text',
    '学号,姓名\n1,#N/A\n#REF!,李四\n',
    ['2 姓名 单元格是错误值', '3 学号 单元格是错误值'],
  ],
  [
    'headings again, with the columns in another order',
    '学号,姓名\n001,张三\n学号,姓名\n002,李四\n姓名,学号\n王五,003\n',
    ['001 张三', '002 李四', '003 王五'],
  ],
  ['scientific notation', '学号,姓名\n2.01405E+11,张三\n', ['2 学号 已被 Excel']],
  ['white space between columns', '学号 姓名\n001 张三\n', { refused: '没有表头' }],
  ['commas of Chinese', '学号，姓名\n001，张三\n', { refused: '英文逗号' }],
  ['nothing but white space', ' \r\n\r\n', { refused: '文件是空的' }],
];

const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const compound = (stream: string) =>
  Buffer.concat([COMPOUND, Buffer.alloc(70_000, 1), Buffer.from(stream, 'utf16le'), Buffer.alloc(900)]);
const whole = workbook({ sheets: [{ rows: HEAD + PERSON }] });
/** The same, its parts said to be encrypted. */
function encrypted(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  for (const [mark, flags] of [
    ['PK\x03\x04', 6],
    ['PK\x01\x02', 8],
  ] as const) {
    for (let at = copy.indexOf(mark); at >= 0; at = copy.indexOf(mark, at + 4))
      copy.writeUInt16LE(1, at + flags);
  }
  return copy;
}
const OTHERS: readonly RosterCase[] = [
  ['an empty file', '', { refused: '文件是空的' }],
  ['old Excel or WPS', compound('Workbook'), { refused: '.xls' }],
  ['older than old Excel', Buffer.from('0908080000051000', 'hex'), { refused: '.xls' }],
  ['a password', compound('EncryptedPackage'), { refused: '密码' }],
  ['old Word', compound('WordDocument'), { refused: 'Word' }],
  [
    'new Word',
    zipOfTexts({
      '[Content_Types].xml': '<Types/>',
      '_rels/.rels':
        '<Relationships><Relationship Id="1" Type="x/officeDocument" Target="word/document.xml"/></Relationships>',
      'word/document.xml': '<document/>',
    }),
    { refused: 'Word' },
  ],
  [
    'a binary workbook',
    workbook({
      sheets: [],
      places: { 'workbook.xml': { name: 'xl/workbook.bin', target: 'xl/workbook.bin' } },
    }),
    { refused: '.xlsb' },
  ],
  [
    'OpenDocument',
    zipOfTexts({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<a/>' }),
    { refused: '.ods' },
  ],
  ['Numbers', zipOfTexts({ 'Index/Document.iwa': 'x' }), { refused: 'Numbers' }],
  ['a packed roster', zipOfTexts({ '名单.xlsx': 'x' }), { refused: 'ZIP 压缩包' }],
  ['a workbook in an archive with a password', encrypted(whole), { refused: '密码' }],
  ['RAR', Buffer.from('526172211a0700', 'hex'), { refused: '压缩包' }],
  [
    'a web page called .xls',
    '\ufeff<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>学号</td></tr></table></html>',
    { refused: 'HTML' },
  ],
  ['a bare table', '  <TABLE border=1><tr><td>学号</td><td>姓名</td></tr></TABLE>', { refused: 'HTML' }],
  ['a web page in UTF-16', Buffer.from('\ufeff<!DOCTYPE html><html></html>', 'utf16le'), { refused: 'HTML' }],
  [
    'XML of Excel 2003',
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    { refused: 'Excel 2003 XML' },
  ],
  ['other XML', '<?xml version="1.0"?><people/>', { refused: 'XML 文件' }],
  ['a web archive', 'MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n', { refused: 'MHTML' }],
  ['JSON', '[{"学号":"1","姓名":"张三"}]', { refused: 'JSON' }],
  ['a PDF', '%PDF-1.7', { refused: 'PDF' }],
  ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), { refused: '图片' }],
  ['bytes', Buffer.from('03650101000000006100', 'hex'), { refused: '不是表格' }],
  ['half a workbook', whole.subarray(0, whole.length / 2), { refused: '不是完整' }],
  ['a workbook without its end', whole.subarray(0, whole.length - 30), { refused: '不是完整' }],
  [
    'a workbook with a changed byte',
    Buffer.from(whole.map((byte, at) => (at === whole.indexOf('sheet1.xml') + 24 ? byte ^ 0xff : byte))),
    { refused: '不是完整' },
  ],
];

test.each([...TEXTS, ...OTHERS])('%s', async (_what, content, expected) => expectRead(content, expected));

test('the preview lists what was read and what was skipped as hidden', async () => {
  const { source } = await readFileContent(
    workbook({
      sheets: [
        { name: '去年', state: 'hidden', rows: HEAD },
        {
          name: '今年',
          before: '<cols><col min="3" max="4" hidden="1"/></cols>',
          rows:
            row(['新生名单']) +
            row(['学号', '姓名', '手机号', null, '班级']) +
            row(['001', '张三']) +
            row(['002', '李四'], 'hidden="1"'),
        },
        { name: '说明', rows: HEAD },
      ],
    }),
  );
  expect(source).toEqual({
    sheet: '今年',
    otherSheets: [
      { name: '去年', isHidden: true },
      { name: '说明', isHidden: false },
    ],
    headingLine: 2,
    linesAbove: 1,
    hiddenLines: { count: 1, first: [4] },
    hiddenColumns: ['手机号', 'D'],
    ignoredColumns: ['班级'],
    separator: undefined,
    encodings: ['utf-8'],
  });
  expect((await readFileContent('sep=;\n名单\n学号;姓名\n1;张三\n')).source).toMatchObject({
    separator: ';',
    headingLine: 3,
    linesAbove: 1,
    encodings: ['utf-8'],
  });
});
