import { type FileHandle, open } from 'node:fs/promises';
import { PASSWORD, type Sentence } from './sentence.ts';
import { textStart } from './text-start.ts';

/** What a file is by its content, whatever it is called; `refused` says what it is and what to do. */
export type FileKind =
  | { readonly kind: 'zip' | 'text' }
  | { readonly kind: 'refused'; readonly sentence: Sentence };

const HEAD_BYTES = 64 * 1024;

export async function fileKind(path: string): Promise<FileKind> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const head = buffer.subarray(0, bytesRead);
  if (head.length === 0) return refused(EMPTY_FILE);
  const startsWith = ([bytes]: readonly [string, unknown]) =>
    head.subarray(0, bytes.length).equals(Buffer.from(bytes, 'latin1'));
  if (startsWith(['PK\x03\x04', ''])) return { kind: 'zip' };
  if (startsWith([COMPOUND, ''])) return refused(await compoundFile(file));
  const binary = BINARIES.find(startsWith);
  if (binary) return refused(binary[1]);
  const { bomBytes, utf16 } = textStart(head);
  const text = new TextDecoder(utf16 ?? 'utf-8').decode(head.subarray(bomBytes)).trimStart();
  if (utf16 ? text.includes('\0') : head.includes(0)) return refused(NO_TABLE);
  const markup = MARKUPS.find(([pattern]) => pattern.test(text));
  return markup ? refused(markup[1]) : { kind: 'text' };
}

function refused(sentence: Sentence): FileKind {
  return { kind: 'refused', sentence };
}

const COMPOUND = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

/** What is in an OLE compound file, by the names of its streams (MS-CFB: UTF-16, wherever its directory lies). */
async function compoundFile(file: FileHandle): Promise<Sentence> {
  const names = COMPOUNDS.map(([name, sentence]) => [Buffer.from(name, 'utf16le'), sentence] as const);
  const found = new Set<Sentence>();
  const overlap = Math.max(...names.map(([name]) => name.length));
  const chunk = Buffer.alloc(HEAD_BYTES + overlap);
  for (let at = 0; ; at += HEAD_BYTES) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    const part = chunk.subarray(0, bytesRead);
    for (const [name, sentence] of names) if (part.includes(name)) found.add(sentence);
    if (bytesRead < chunk.length) break;
  }
  return COMPOUNDS.find(([, sentence]) => found.has(sentence))?.[1] ?? OLD_EXCEL;
}

const OLD_EXCEL: Sentence = {
  zh: '这是旧版 Excel（.xls）或 WPS 表格（.et）文件，请另存为 .xlsx 后再导入',
  en: 'This is a file of old Excel (.xls) or WPS (.et). Save it as .xlsx and import that.',
};
const DOCUMENT: Sentence = {
  zh: '这是 Word 或 PowerPoint 文件，请把名单放进表格，存为 .xlsx 后再导入',
  en: 'This is a file of Word or PowerPoint. Put the roster into a table, save it as .xlsx and import that.',
};
const COMPOUNDS: readonly (readonly [string, Sentence])[] = [
  ['EncryptedPackage', PASSWORD],
  ['WordDocument', DOCUMENT],
  ['PowerPoint Document', DOCUMENT],
];

export const EMPTY_FILE: Sentence = { zh: '文件是空的', en: 'The file is empty.' };
const NO_TABLE: Sentence = {
  zh: '这不是表格或文本文件，请上传 .xlsx 或 CSV',
  en: 'This is neither a workbook nor text. Import an .xlsx file or CSV.',
};
const PDF: Sentence = {
  zh: '这是 PDF 文件，请上传名单的 .xlsx 或 CSV 原文件',
  en: 'This is a PDF. Import the .xlsx file or CSV it was made of.',
};
const PICTURE: Sentence = {
  zh: '这是图片，请上传名单的 .xlsx 或 CSV 原文件',
  en: 'This is a picture. Import the roster itself, as .xlsx or CSV.',
};
const ARCHIVE: Sentence = {
  zh: '这是压缩包，请解压后上传其中的 .xlsx 或 CSV 文件',
  en: 'This is an archive. Unpack it and import the .xlsx file or CSV in it.',
};
const BINARIES: readonly (readonly [string, Sentence])[] = [
  ['%PDF', PDF],
  ['\x89PNG', PICTURE],
  ['\xff\xd8\xff', PICTURE],
  ['GIF8', PICTURE],
  ['Rar!', ARCHIVE],
  ['7z\xbc\xaf', ARCHIVE],
  ['\x1f\x8b', ARCHIVE],
  ['PK\x05\x06', ARCHIVE],
  ['PK\x07\x08', ARCHIVE],
  // BIFF before it lay in compound files
  ['\x09\x00\x04\x00', OLD_EXCEL],
  ['\x09\x02\x06\x00', OLD_EXCEL],
  ['\x09\x04\x06\x00', OLD_EXCEL],
  ['\x09\x08', OLD_EXCEL],
  ['{\\rtf', DOCUMENT],
];

const HTML: Sentence = {
  zh: '这是网页（HTML），只是名字像表格，请用 Excel 或 WPS 打开，核对学工号和证件号的开头和末尾没有丢失数字，另存为 .xlsx 后再导入',
  en: 'This is a web page (HTML), whatever it is called. Open it in Excel or WPS, check that no number has lost digits, save it as .xlsx and import that.',
};
const XML_TABLE: Sentence = {
  zh: '这是 XML 表格（Excel 2003 XML），请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入',
  en: 'This is an XML spreadsheet (Excel 2003). Open it in Excel or WPS, save it as .xlsx and import that.',
};
const XML: Sentence = {
  zh: '这是 XML 文件，请上传 .xlsx 或 CSV',
  en: 'This is XML. Import an .xlsx file or CSV.',
};
const WEB_ARCHIVE: Sentence = {
  zh: '这是单个文件网页（MHTML），请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入',
  en: 'This is a web archive (MHTML). Open it in Excel or WPS, save it as .xlsx and import that.',
};
const JSON_FILE: Sentence = {
  zh: '这是 JSON 文件，请上传 .xlsx 或 CSV',
  en: 'This is JSON. Import an .xlsx file or CSV.',
};
const SYMBOLIC: Sentence = {
  zh: '这是 SYLK 表格，请用 Excel 打开，另存为 .xlsx 后再导入',
  en: 'This is a SYLK spreadsheet. Open it in Excel, save it as .xlsx and import that.',
};
/** A comment ends at its first `-->`: one that could end at any later one would be tried in every combination. */
const MARKUPS: readonly (readonly [RegExp, Sentence])[] = [
  [/^<\?xml[\s\S]{0,2000}?(?:<\?mso-application|urn:schemas-microsoft-com:office:spreadsheet)/i, XML_TABLE],
  [
    /^(?:<\?xml[^>]*>\s*|<!--(?:(?!-->)[\s\S]){0,4000}-->\s*)*<(?:!doctype html|html|head|meta|body|table|style|script|div|center)\b/i,
    HTML,
  ],
  [/^<(?:\?xml|[a-z]+[\s>:])/i, XML],
  [/^(?:mime-version|content-type|from):\s/i, WEB_ARCHIVE],
  [/^(?:\{\s*"|\[\s*[[{"])/, JSON_FILE],
  [/^ID;P/, SYMBOLIC],
];
