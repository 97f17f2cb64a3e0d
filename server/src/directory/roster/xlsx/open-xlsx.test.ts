import { test } from 'vitest';
import {
  expectRead,
  HEAD,
  ONE,
  PERSON,
  type RosterCase,
} from '../../../../test/helpers/files/roster-cases.ts';
import { row, type WorkbookShape, workbook } from '../../../../test/helpers/files/workbook.ts';

/** A workbook of one sheet: headings, and rows of a number and a name. */
const book = (rows: readonly (readonly (string | number | null)[])[], shape: Partial<WorkbookShape> = {}) =>
  workbook({ sheets: [{ rows: HEAD + rows.map((cells) => row(cells)).join('') }], ...shape });
/** The same with one number cell. */
const numbered = (cell: string, shape: Partial<WorkbookShape> = {}) => book([[cell, '张三']], shape);
const SHARED: WorkbookShape = {
  sheets: [
    {
      rows: '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>',
    },
  ],
  strings: ['<t>学号</t>', '<t>姓名</t>', '<t>001</t>', '<t>张三</t>'],
};
const shared = (shape: Partial<WorkbookShape>) => workbook({ ...SHARED, ...shape });
const sheet = (name: string, no: string, state?: string) => ({
  name,
  rows: HEAD + row([no, '张三']),
  ...(state !== undefined && { state }),
});

const PARTS: readonly RosterCase[] = [
  ['a workbook as Excel lays it out', shared({}), ONE],
  [
    'SharedStrings in capitals',
    shared({
      places: { 'sharedStrings.xml': { name: 'xl/SharedStrings.xml', target: 'SharedStrings.xml' } },
    }),
    ONE,
  ],
  [
    'a target in another case than the part',
    shared({
      places: { 'sharedStrings.xml': { name: 'xl/SHAREDSTRINGS.XML', target: 'sharedstrings.xml' } },
    }),
    ONE,
  ],
  [
    'strings at an absolute place',
    shared({ places: { 'sharedStrings.xml': { name: 'strings.xml', target: '/strings.xml' } } }),
    ONE,
  ],
  [
    'strings beside the folder of the workbook',
    shared({ places: { 'sharedStrings.xml': { name: 'text/all.xml', target: '../text/all.xml' } } }),
    ONE,
  ],
  [
    'a workbook in a folder of another name',
    shared({
      places: {
        'workbook.xml': { name: 'book/main.xml', target: '/book/main.xml' },
        'worksheets/sheet1.xml': { name: 'book/s/first.xml', target: 's/first.xml' },
        'sharedStrings.xml': { name: 'book/text.xml', target: './text.xml' },
      },
    }),
    ONE,
  ],
  [
    'a sheet of a Chinese name, escaped in the archive',
    shared({
      places: {
        'worksheets/sheet1.xml': {
          name: 'xl/worksheets/%E5%90%8D%E5%8D%95%201.xml',
          target: 'worksheets/名单 1.xml',
        },
      },
    }),
    ONE,
  ],
  [
    'backslashes in targets and names',
    shared({
      places: {
        'worksheets/sheet1.xml': { name: 'xl\\worksheets\\sheet1.xml', target: 'worksheets\\sheet1.xml' },
      },
    }),
    ONE,
  ],
  [
    'a decoy at the customary place',
    shared({
      places: { 'sharedStrings.xml': { name: 'xl/real.xml', target: 'real.xml' } },
      parts: { 'xl/sharedStrings.xml': `<sst>${'<si><t>x</t></si>'.repeat(4)}</sst>` },
    }),
    ONE,
  ],
  [
    'strict OOXML',
    shared({
      rewritten: (text) =>
        text
          .replaceAll(
            'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
            'http://purl.oclc.org/ooxml/spreadsheetml/main',
          )
          .replaceAll(
            'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
            'http://purl.oclc.org/ooxml/officeDocument/relationships',
          ),
    }),
    ONE,
  ],
  [
    'prefixes at every element',
    shared({
      rewritten: (text) =>
        text.includes('<worksheet') || text.includes('<sst')
          ? text.replace(/<(\/?)(?=[a-z])/g, '<$1x:').replaceAll('xmlns=', 'xmlns:x=')
          : text,
    }),
    ONE,
  ],
  ['no strings, because none are shared', book([['001', '张三']]), ONE],
  [
    'strings missing that cells name',
    shared({ parts: { 'xl/sharedStrings.xml': undefined } }),
    { refused: '不是完整' },
  ],
  [
    'a string that is not there',
    shared({ strings: ['<t>学号</t>', '<t>姓名</t>', '<t>001</t>'] }),
    { refused: '不是完整' },
  ],
  ['no relationships', shared({ parts: { '_rels/.rels': undefined } }), { refused: '不是完整' }],
  [
    'no sheet where it should be',
    shared({ parts: { 'xl/worksheets/sheet1.xml': undefined } }),
    { refused: '不是完整' },
  ],
  [
    'a sheet cut off',
    shared({ parts: { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' } }),
    { refused: '不是完整' },
  ],
  ['an entity of its own', book([['&x;', '张三']]), { refused: '不是完整' }],
];

const SHEETS: readonly RosterCase[] = [
  [
    'a hidden first sheet',
    workbook({ sheets: [sheet('去年', '1', 'hidden'), sheet('今年', '2')] }),
    ['2 张三'],
  ],
  [
    'a very hidden first sheet',
    workbook({ sheets: [sheet('a', '1', 'veryHidden'), sheet('b', '2')] }),
    ['2 张三'],
  ],
  ['a chart first', workbook({ sheets: [{ rows: '', kind: 'chartsheet' }, sheet('b', '2')] }), ['2 张三']],
  [
    'a macro sheet first',
    workbook({ sheets: [{ rows: '', kind: 'xlMacrosheet' }, sheet('b', '2')] }),
    ['2 张三'],
  ],
  [
    'the open sheet is not the first',
    workbook({
      sheets: [sheet('a', '1'), sheet('b', '2')],
      workbookEnd: '<bookViews><workbookView activeTab="1"/></bookViews>',
    }),
    ['1 张三'],
  ],
  ['hidden in capitals', workbook({ sheets: [sheet('a', '1', 'HIDDEN'), sheet('b', '2')] }), ['2 张三']],
  [
    'lines in another order',
    workbook({ sheets: [{ rows: row(['1', '张三'], 'r="2"') + row(['学号', '姓名'], 'r="1"') }] }),
    { refused: '不是完整' },
  ],
  ['only hidden sheets', workbook({ sheets: [sheet('a', '1', 'hidden')] }), { refused: '没有可见的工作表' }],
  [
    'a sheet of notes first',
    workbook({ sheets: [{ name: '说明', rows: row(['请填写学生名单']) }, sheet('新生', '1')] }),
    { refused: '工作表“说明”：前 30 行中没有表头' },
  ],
  [
    'an empty sheet first',
    workbook({ sheets: [{ name: '说明', rows: '' }, sheet('新生', '1')] }),
    { refused: '（没有读取其他工作表：新生）' },
  ],
];

const LINES: readonly RosterCase[] = [
  [
    'titles above the headings, and empty columns and lines',
    workbook({
      sheets: [
        {
          rows: `<row r="2"><c r="B2" t="inlineStr"><is><t>2026 级新生名单</t></is></c></row><row r="3"><c r="B3" t="inlineStr"><is><t>制表：教务处</t></is></c></row><row r="5"><c r="C5" t="inlineStr"><is><t>学号</t></is></c><c r="D5" t="inlineStr"><is><t>姓名</t></is></c></row><row r="6"><c r="C6" t="inlineStr"><is><t>001</t></is></c><c r="D6" t="inlineStr"><is><t>张三</t></is></c></row>`,
          after: '<mergeCells><mergeCell ref="B2:F2"/></mergeCells>',
        },
      ],
    }),
    ONE,
  ],
  [
    'headings of two lines, joined',
    workbook({
      sheets: [
        {
          rows:
            row(['学号', '姓名', '联系方式'], 'r="1"') +
            row([null, null, '手机'], 'r="2"') +
            row(['001', '张三', '12'], 'r="3"'),
          after:
            '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:D1"/></mergeCells>',
        },
      ],
    }),
    ['3 手机 应为 11 位'],
  ],
  [
    'a value joined over several lines',
    workbook({
      sheets: [
        {
          rows:
            row(['学号', '姓名', '身份'], 'r="1"') +
            row(['1', '张三', '校友'], 'r="2"') +
            row(['2', '李四'], 'r="3"') +
            row(['3', '王五'], 'r="4"'),
          after: '<mergeCells><mergeCell ref="C2:C3"/></mergeCells>',
        },
      ],
    }),
    ['2 身份 只能是', '3 身份 只能是', '3 王五'],
  ],
  [
    'hidden and filtered lines',
    workbook({
      sheets: [
        {
          rows:
            HEAD +
            row(['1', '张三'], 'hidden="1"') +
            row(['2', '李四'], 'hidden="true"') +
            row(['3', '王五'], 'ht="0" customHeight="1"') +
            row(['4', '赵六'], 'hidden="0" ht="15"'),
          after: '<autoFilter ref="A1:B5"/>',
        },
      ],
    }),
    ['4 赵六'],
  ],
  [
    'hidden columns: an earlier 姓名 that nobody sees',
    workbook({
      sheets: [
        {
          before: '<cols><col min="2" max="2" hidden="1"/><col min="4" max="9" width="0"/></cols>',
          rows: row(['学号', '姓名', '姓名', '手机号']) + row(['001', '旧名', '张三', '1']),
        },
      ],
    }),
    ONE,
  ],
  [
    'columns without width unless a column says so',
    workbook({
      sheets: [
        {
          before: '<sheetFormatPr defaultColWidth="0"/><cols><col min="1" max="2" width="9"/></cols>',
          rows: row(['学号', '姓名', '手机号']) + row(['001', '张三', '1']),
        },
      ],
    }),
    ONE,
  ],
  [
    'a hidden column of numbers',
    workbook({ sheets: [{ before: '<cols><col min="1" max="1" hidden="1"/></cols>', rows: HEAD + PERSON }] }),
    { refused: '“学工号”列被隐藏' },
  ],
  [
    'all lines hidden',
    workbook({ sheets: [{ rows: row(['学号', '姓名'], 'hidden="1"') }] }),
    { refused: '隐藏或筛选' },
  ],
  [
    'headings hidden',
    workbook({ sheets: [{ rows: row(['学号', '姓名'], 'hidden="1"') + PERSON }] }),
    { refused: '没有表头' },
  ],
  [
    'no name among the headings',
    workbook({ sheets: [{ rows: row(['学号', '班级']) + PERSON }] }),
    { refused: '第 1 行像是表头，但没有“姓名”列' },
  ],
  [
    'two columns of one meaning',
    workbook({ sheets: [{ rows: row(['学号', '工号', '姓名']) }] }),
    { refused: '重复' },
  ],
  [
    'a column too far',
    workbook({ sheets: [{ rows: `${HEAD}<row><c r="XFD2"><v>1</v></c></row>` }] }),
    { refused: '1024 列' },
  ],
];

const v = (text: string, attributes = '') => `<c ${attributes}><v>${text}</v></c>`;
const DIGITS = '0000000000';
const CELLS: readonly RosterCase[] = [
  ['a format of zeros', numbered(v('140548', 's="1"'), { formats: [DIGITS] }), ['0000140548 张三']],
  ['a format of zeros with a prefix', numbered(v('12', 's="1"'), { formats: ['"S"0000'] }), ['S0012 张三']],
  [
    'a format with an escaped letter and dashes',
    numbered(v('2014001', 's="1"'), { formats: ['\\S0000-000'] }),
    ['S2014-001 张三'],
  ],
  [
    'a prefix for texts',
    numbered('<c s="1" t="inlineStr"><is><t>0548</t></is></c>', { formats: ['"2014"@'] }),
    ['20140548 张三'],
  ],
  ['a format that hides', numbered(v('12', 's="1"'), { formats: [';;;'] }), ['2 学号 不能为空']],
  [
    'a format that hides texts',
    book([['1', '<c s="1" t="inlineStr"><is><t>张三</t></is></c>']], { formats: [';;;'] }),
    ['2 姓名 不能为空'],
  ],
  [
    'a general format with a language, and in Chinese',
    book(
      [
        [v('201405480101', 's="1"'), '张三'],
        [v('7', 's="2"'), '李四'],
        [v('8', 's="3"'), '王五'],
      ],
      { formats: ['[$-804]General', 'G/通用格式', '"A"G/通用格式'] },
    ),
    ['201405480101 张三', '7 李四', 'A8 王五'],
  ],
  [
    'a format that shows a word for a number',
    workbook({
      sheets: [{ rows: row(['学号', '姓名', '身份']) + row(['1', '张三', v('2', 's="1"')]) }],
      formats: ['[=1]"学生";[=2]"校友";0'],
    }),
    ['2 身份 只能是'],
  ],
  ['text as format', numbered(v('20140548', 's="1"'), { builtIns: [49] }), ['20140548 张三']],
  ['thousands', numbered(v('20140548', 's="1"'), { builtIns: [3] }), ['20140548 张三']],
  ['per cent', numbered(v('1', 's="1"'), { builtIns: [9] }), ['2 学号 只能由']],
  ['two decimals', numbered(v('20140548', 's="1"'), { builtIns: [2] }), ['2 学号 是带小数点']],
  [
    'scientific',
    numbered(v('201405480101', 's="1"'), { builtIns: [11] }),
    ['2 学号 已被 Excel 转为科学计数法'],
  ],
  ['Chinese numerals', numbered(v('12', 's="1"'), { formats: ['[DBNum1]0'] }), ['2 学号 数字格式']],
  ['a format that is none', numbered(v('12', 's="1"'), { formats: ['"open'] }), ['2 学号 数字格式']],
  ['a style that is not there', numbered(v('12', 's="99"')), ['12 张三']],
  ['a date by a built-in format', numbered(v('45000', 's="1"'), { builtIns: [14] }), ['2 学号 是日期']],
  [
    'a date by a Chinese built-in format',
    numbered(v('45000', 's="1"'), { builtIns: [57] }),
    ['2 学号 是日期'],
  ],
  [
    'a date by a format of its own',
    numbered(v('45000', 's="1"'), { formats: ['yyyy"年"m"月"d"日"'] }),
    ['2 学号 是日期'],
  ],
  [
    'a date of 1904',
    numbered(v('45000', 's="1"'), { formats: ['yyyy-mm-dd'], workbookEnd: '<workbookPr date1904="1"/>' }),
    ['2 学号 是日期'],
  ],
  ['a date as text of XML', numbered(v('2026-09-01T00:00:00', 't="d"')), ['2 学号 是日期']],
  ['twelve digits', numbered(v('201405480101')), ['201405480101 张三']],
  ['a number with a point and nothing behind it', numbered(v('20140548.0')), ['20140548 张三']],
  ['a number written with an exponent', numbered(v('2.0140548E7')), ['20140548 张三']],
  ['a number with the noise of halves', numbered(v('20140548.100000001')), ['20140548.1 张三']],
  ['sixteen digits', numbered(v('2014054801010123')), ['2 学号 是超过 15 位']],
  [
    'eighteen digits with a format',
    numbered(v('110101199001010031', 's="1"'), { builtIns: [1] }),
    ['2 学号 是超过 15 位'],
  ],
  [
    'true and false',
    book([
      [v('1', 't="b"'), '张三'],
      ['2', v('0', 't="b"')],
    ]),
    ['2 学号 是逻辑值', '3 姓名 是逻辑值'],
  ],
  [
    'errors',
    book([
      ['1', v('#N/A', 't="e"')],
      [v('#REF!', 't="e"'), '李四'],
    ]),
    ['2 姓名 单元格是错误值 #N/A', '3 学号 单元格是错误值 #REF!'],
  ],
  [
    'an error and a date in columns that are not read',
    workbook({
      sheets: [{ rows: row(['学号', '姓名', '班级']) + row(['001', '张三', v('#N/A', 't="e"')]) }],
    }),
    ONE,
  ],
  ['a formula with a text', numbered('<c t="str"><f>A9&amp;"x"</f><v>001</v></c>'), ONE],
  ['a formula with a number', numbered('<c><f>A9+1</f><v>7</v></c>'), ['7 张三']],
  ['a formula without a result', numbered('<c><f>A9</f></c>'), ['2 学号 是没有结果的公式']],
  ['a formula with an empty result', numbered('<c><f>A9</f><v></v></c>'), ['2 学号 是没有结果的公式']],
  [
    'a formula nobody has calculated',
    numbered('<c><f>A9</f><v>0</v></c>', { workbookEnd: '<calcPr fullCalcOnLoad="1"/>' }),
    ['2 学号 是没有结果的公式'],
  ],
  [
    'rich text',
    shared({
      strings: [
        '<r><t>学</t></r><r><rPr><b/></rPr><t>号</t></r>',
        '<t>姓名</t>',
        '<t>001</t>',
        '<t>张三</t>',
      ],
    }),
    ONE,
  ],
  [
    'pronunciations',
    shared({
      strings: [
        '<t>学号</t>',
        '<t>姓名</t>',
        '<t>001</t>',
        '<t>张三</t><rPh sb="0" eb="2"><t>ZHANG SAN</t></rPh><phoneticPr/>',
      ],
    }),
    ONE,
  ],
  [
    'escapes of characters',
    shared({
      strings: ['<t>学_x000D__x000A_号</t>', '<t>姓名</t>', '<t>001_x0009_</t>', '<t>_x5F20_三</t>'],
    }),
    ONE,
  ],
  ['an escaped escape', numbered('<c t="inlineStr"><is><t>A_x005F_x0031_</t></is></c>'), ['A_x0031_ 张三']],
  ['an escape of a control character', book([['1', '张_x0007_三']]), ['2 姓名 含有无法识别']],
  [
    'entities and CDATA',
    book([['&#48;0&#x31;', '<c t="inlineStr"><is><t><![CDATA[张]]>三</t></is></c>']]),
    ONE,
  ],
  ['a formula as text', numbered('="001"'.replaceAll('"', '&quot;')), ONE],
  ['an apostrophe as text', numbered("'001"), ONE],
  [
    'cells and lines without references',
    workbook({
      withoutReferences: true,
      sheets: [
        {
          rows: '<row><c/><c t="inlineStr"><is><t>学号</t></is></c><c t="inlineStr"><is><t>姓名</t></is></c></row><row><c/><c><v>1</v></c><c t="inlineStr"><is><t>张三</t></is></c></row>',
        },
      ],
    }),
    ['1 张三'],
  ],
  [
    'a foreign table behind the cells',
    workbook({
      sheets: [{ rows: HEAD + PERSON, after: `<extLst><ext>${row(['9', '幽灵'])}</ext></extLst>` }],
    }),
    ONE,
  ],
];

test.each([...PARTS, ...SHEETS, ...LINES, ...CELLS])('%s', async (_what, content, expected) =>
  expectRead(content, expected),
);
