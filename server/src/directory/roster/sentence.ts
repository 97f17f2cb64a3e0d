import { Refusal } from '../../refusal.ts';

/** A message about a roster, in both languages. It never repeats the content of a cell. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** The whole file is of no use; the sentence says what it is and what to do instead. */
export function unreadable({ zh, en }: Sentence): Refusal<'roster_unreadable'> {
  return new Refusal('roster_unreadable', { problem: zh, inEnglish: en });
}

export const TOO_LARGE: Sentence = {
  zh: '文件解压后过大，请拆分后分批导入',
  en: 'The file is too large once unpacked. Split it and import the parts.',
};
export const DAMAGED: Sentence = {
  zh: '不是完整有效的 XLSX 文件，可能没有下载完或已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入',
  en: 'This is no complete XLSX file: it was cut off or is damaged. Open it in Excel or WPS, save it as .xlsx and import that.',
};
export const PASSWORD: Sentence = {
  zh: '文件有打开密码，请在 Excel 或 WPS 中取消密码、另存为 .xlsx 后再导入',
  en: 'The file has a password. Remove it in Excel or WPS, save as .xlsx and import that.',
};
