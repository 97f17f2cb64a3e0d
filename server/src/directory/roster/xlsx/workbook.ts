import { DAMAGED, type Sentence, unreadable } from '../sentence.ts';
import type { OtherSheet } from '../sheet.ts';
import type { Package, Relationship } from './package.ts';
import { foreignAttribute, isTrue, unescaped } from './xml.ts';

const BYTES_MAX = 16 * 1024 * 1024;
const SHEETS_MAX = 10_000;

/** The paths of the parts of a workbook, and its first visible sheet. */
export interface Workbook {
  readonly sheet: { readonly name: string; readonly part: string };
  readonly otherSheets: readonly OtherSheet[];
  readonly strings: string | undefined;
  readonly styles: string | undefined;
  /** Its formulas are to be calculated when it is opened: the program that wrote it did not. */
  readonly isUncalculated: boolean;
}

/**
 * Follows the relationships from the package to its workbook, and from there to the first sheet of cells that is
 * not hidden. Which sheet was open when it was saved (`activeTab`) is chance and is not asked.
 * @throws Refusal for what is no workbook
 */
export async function readWorkbook(file: Package): Promise<Workbook> {
  const main = (await file.relationships('')).find(({ kind }) => kind === 'officeDocument')?.part;
  const foreign = whatElse(file.names, main);
  if (foreign) throw unreadable(foreign);
  if (main === undefined || !file.has(main)) throw unreadable(DAMAGED);
  const parts = await file.relationships(main);
  const { sheets, isUncalculated } = await listed(file, main, parts);
  const first = sheets.find(({ isHidden, part }) => !isHidden && part !== undefined);
  if (first?.part === undefined) throw unreadable(NO_SHEET);
  if (!file.has(first.part)) throw unreadable(DAMAGED);
  const partOf = (kind: string) => parts.find((other) => other.kind === kind && file.has(other.part))?.part;
  return {
    sheet: { name: first.name, part: first.part },
    otherSheets: sheets.filter((sheet) => sheet !== first).map(({ name, isHidden }) => ({ name, isHidden })),
    strings: partOf('sharedStrings'),
    styles: partOf('styles'),
    isUncalculated,
  };
}

type Listed = OtherSheet & {
  /** Undefined for charts and macros, which have no cells. */
  readonly part: string | undefined;
};

async function listed(file: Package, main: string, parts: readonly Relationship[]) {
  const sheets: Listed[] = [];
  let isUncalculated = false;
  let isWorkbook = false;
  await file.readXml(main, BYTES_MAX, {
    opened(name, attributes) {
      if (name === 'workbook') isWorkbook = true;
      if (name === 'calcPr') isUncalculated = isTrue(attributes.fullCalcOnLoad);
      if (name !== 'sheet' || sheets.length > SHEETS_MAX) return;
      const id = foreignAttribute(attributes, 'id');
      const isHidden = /^(?:very)?hidden$/i.test(attributes.state ?? '');
      const part = parts.find((other) => other.id === id && other.kind === 'worksheet')?.part;
      sheets.push({ name: unescaped(attributes.name ?? ''), isHidden, part });
    },
  });
  if (!isWorkbook) throw unreadable(NO_WORKBOOK);
  return { sheets, isUncalculated };
}

/** What a package is that has no workbook in XML, as far as its parts tell. */
function whatElse(names: readonly string[], main: string | undefined): Sentence | undefined {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (main !== undefined) {
    if (/\.bin$/i.test(main)) return BINARY_WORKBOOK;
    return /^(?:word|ppt|visio)\//i.test(main) ? NO_WORKBOOK : undefined;
  }
  if (names.includes('mimetype') && has(/^content\.xml$/)) return OPEN_DOCUMENT;
  if (has(/^Index\/|\.iwa$/)) return NUMBERS;
  if (has(/^(?:_rels\/\.rels|\[Content_Types\]\.xml|xl\/)/i)) return DAMAGED;
  return ARCHIVE;
}

const NO_SHEET: Sentence = {
  zh: '工作簿里没有可见的工作表，请取消隐藏名单所在的工作表后再导入',
  en: 'The workbook has no visible sheet. Unhide the sheet with the roster and import it again.',
};
const NO_WORKBOOK: Sentence = {
  zh: '不是 Excel 工作簿（可能是 Word 或 PowerPoint 文件），请把名单存为 .xlsx 或 CSV',
  en: 'This is no Excel workbook (perhaps a Word or PowerPoint file). Save the roster as .xlsx or CSV.',
};
const BINARY_WORKBOOK: Sentence = {
  zh: '是二进制工作簿（.xlsb），请另存为 .xlsx 后再导入',
  en: 'This is a binary workbook (.xlsb). Save it as .xlsx and import that.',
};
const OPEN_DOCUMENT: Sentence = {
  zh: '是 OpenDocument 表格（.ods），请另存为 .xlsx 后再导入',
  en: 'This is an OpenDocument file (.ods). Save it as .xlsx and import that.',
};
const NUMBERS: Sentence = {
  zh: '是 Apple Numbers 表格，请导出为 .xlsx 后再导入',
  en: 'This is a file of Apple Numbers. Export it as .xlsx and import that.',
};
const ARCHIVE: Sentence = {
  zh: '是 ZIP 压缩包，请解压后上传其中的 .xlsx 或 CSV 文件',
  en: 'This is a ZIP archive. Unpack it and import the .xlsx file or CSV in it.',
};
