import type { PayerUid } from '@zhixiao/contract/channels/payer-uid';
import { PAYER_UIDS } from '@zhixiao/contract/channels/payer-uids';
import { CHANNELS } from '@zhixiao/contract/codes/channels';
import {
  type Binding,
  ID_TAIL,
  IDENTITY_TYPE,
  type IdentityType,
  PHONE,
  type Proofs,
  SEX,
  type Sex,
  withoutInvisible,
} from '../person.ts';
import { emptyOfContent, lostDigits, NOT_THERE, nameText, numberText, ROUNDED } from './cell-text.ts';
import type { Column, Columns } from './headings.ts';
import { identityNumberProblem, isCutIdentityNumber } from './identity-number.ts';
import type { Sentence } from './sentence.ts';
import type { Cell } from './sheet.ts';

/** One line that can be imported. What is undefined was not in the file, and stays as it is known. */
export interface RosterRow extends Proofs {
  readonly line: number;
  readonly userNo: string;
  readonly userName: string;
  readonly sex?: Sex | undefined;
  readonly identityType?: IdentityType | undefined;
  readonly frozen?: boolean | undefined;
  readonly bindings: readonly Binding[];
}

/** Why a line is not imported. The message never repeats what stands in the cell. */
export interface RosterError {
  readonly line: number;
  /** The heading of the column, or empty for the whole line. */
  readonly field: string;
  readonly message: Sentence;
}

/** What a line is to an import. */
export type RowRead = { readonly row: RosterRow } | { readonly errors: readonly RosterError[] };

/** Reads one line: the row, or everything that is wrong with it. */
export function readRow({ at }: Columns, line: number, cells: readonly Cell[]): RowRead {
  const errors: RosterError[] = [];
  const read = <T>(column: Column, reader: (text: string) => T): T | undefined => {
    const found = at.get(column);
    if (!found) return undefined;
    try {
      const text = contentOf(cells[found.place] ?? '');
      return text === '' ? undefined : reader(text);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      errors.push({ line, field: found.heading, message: error.sentence });
      return undefined;
    }
  };
  const needed = <T>(column: Column, reader: (text: string) => T): T | undefined => {
    const before = errors.length;
    const value = read(column, reader);
    if (value === undefined && errors.length === before) {
      errors.push({ line, field: at.get(column)?.heading ?? '', message: EMPTY });
    }
    return value;
  };
  const userNo = needed('userNo', userNoOf);
  const userName = needed('userName', userNameOf);
  const rest = {
    sex: read('sex', oneOf(SEXES, { zh: '只能是 男、女 或 未知', en: 'It is 男, 女 or 未知.' })),
    identityType: read(
      'identityType',
      oneOf(IDENTITIES, { zh: '只能是 学生、教职工 或 临时', en: 'It is 学生, 教职工 or 临时.' }),
    ),
    frozen: read('frozen', oneOf(STATES, { zh: '只能是 正常 或 冻结', en: 'It is 正常 or 冻结.' })),
    idTail: read('idTail', idTailOf),
    phone: read('phone', phoneOf),
    bindings: CHANNELS.flatMap((channel) => {
      const uid = read(channel, uidOf(PAYER_UIDS[channel]));
      return uid === undefined ? [] : [{ channel, uid }];
    }),
  };
  if (userNo === undefined || userName === undefined || errors.length > 0) return { errors };
  return { row: { line, userNo, userName, ...rest } };
}

/** The text of a cell. @throws CellError for one that a person would not take for content */
function contentOf(cell: Cell): string {
  if (typeof cell !== 'string') throw new CellError(cell);
  const text = withoutInvisible(cell).trim();
  const bare = nameText(text);
  const problem = emptyOfContent(bare);
  if (problem) throw new CellError(problem);
  return numberText(text) === '' ? '' : text;
}

class CellError extends Error {
  readonly sentence: Sentence;
  constructor(sentence: Sentence) {
    super(sentence.zh);
    this.sentence = sentence;
  }
}

/** @throws CellError */
function refuseWhere(isWrong: boolean, sentence: Sentence): void {
  if (isWrong) throw new CellError(sentence);
}

/** A number as it was written, without marks. @throws CellError when a spreadsheet has lost some of its digits */
function wholeNumber(text: string): string {
  const number = numberText(text);
  const lost = lostDigits(number);
  if (lost) throw new CellError(lost);
  return number;
}

function userNoOf(text: string): string {
  const number = wholeNumber(text);
  refuseWhere(isCutIdentityNumber(number), ROUNDED);
  refuseWhere(!/^[0-9A-Za-z\-_./]{1,64}$/.test(number) || !/[0-9A-Za-z]/.test(number), {
    zh: '只能由字母、数字和 - _ . / 组成，不超过 64 位',
    en: 'It consists of letters, digits and - _ . / only, 64 at most.',
  });
  refuseWhere(NOT_THERE.test(number), {
    zh: '不是编号，而是程序表示“空”的文字',
    en: 'It is no number but what a program writes for nothing.',
  });
  return number;
}

function userNameOf(text: string): string {
  const name = nameText(text.replace(/\s+/gu, ' '));
  refuseWhere(name === '', EMPTY);
  refuseWhere(Buffer.byteLength(name) > 128, {
    zh: '过长，不能超过 128 字节',
    en: 'It is too long: 128 bytes at most.',
  });
  refuseWhere(/[\p{Cc}\p{Co}\ufffd]/u.test(name), {
    zh: '含有无法识别的字符，请检查文件编码',
    en: 'Some of its characters are not known. Check the encoding of the file.',
  });
  refuseWhere(NO_NAME.test(name), {
    zh: '不是姓名，而是程序表示“空”的文字',
    en: 'It is no name but what a program writes for nothing.',
  });
  refuseWhere(!/\p{L}/u.test(name), { zh: '不是姓名', en: 'It is no name.' });
  return name;
}

/** Without a mark only as programs spell them: Nan and None are names of people. */
const NO_NAME =
  /^(?:NULL|null|NaN|nan|undefined|TRUE|FALSE|\\N|N\/A|n\/a|无|暂无|[([<{（](?:NULL|null|Null|None|none|nil|N\/A|empty|blank|空|空白|无)[)\]>}）])$/;

function idTailOf(text: string): string {
  const number = wholeNumber(text).toUpperCase().replace(/\s/g, '');
  const problem = identityNumberProblem(number);
  if (problem) throw new CellError(problem);
  const tail = number.slice(-6);
  refuseWhere(!ID_TAIL.test(tail), {
    zh: '至少要有证件号的后六位，由数字或字母组成',
    en: 'At least the last six characters of the document’s number are needed, digits or letters.',
  });
  return tail;
}

function phoneOf(text: string): string {
  const phone = wholeNumber(text)
    .replace(/[\s\-()·—–]/gu, '')
    .replace(/^(?:\+|00)?86(?=1[0-9]{10}$)/, '');
  refuseWhere(!PHONE.test(phone), { zh: '应为 11 位手机号', en: 'It is a mobile number of 11 digits.' });
  return phone;
}

const EMPTY: Sentence = { zh: '不能为空', en: 'It must not be empty.' };

function uidOf({ pattern, rule }: PayerUid): (text: string) => string {
  return (text) => {
    const uid = wholeNumber(text);
    refuseWhere(!pattern.test(uid), rule);
    return uid;
  };
}

/** What people write for each value; the first of each is what an export writes. */
export const SEXES = words<Sex>({
  男: SEX.male,
  女: SEX.female,
  未知: SEX.unknown,
  m: SEX.male,
  f: SEX.female,
  1: SEX.male,
  2: SEX.female,
  0: SEX.unknown,
});
export const IDENTITIES = words<IdentityType>({
  学生: IDENTITY_TYPE.student,
  教职工: IDENTITY_TYPE.staff,
  临时: IDENTITY_TYPE.temporary,
  本科生: IDENTITY_TYPE.student,
  研究生: IDENTITY_TYPE.student,
  教师: IDENTITY_TYPE.staff,
  老师: IDENTITY_TYPE.staff,
  教工: IDENTITY_TYPE.staff,
  职工: IDENTITY_TYPE.staff,
  临时用户: IDENTITY_TYPE.temporary,
  临时人员: IDENTITY_TYPE.temporary,
  1: IDENTITY_TYPE.student,
  2: IDENTITY_TYPE.staff,
  0: IDENTITY_TYPE.temporary,
});
export const STATES = words<boolean>({
  正常: false,
  冻结: true,
  否: false,
  是: true,
  在读: false,
  在校: false,
  在职: false,
  0: false,
  1: true,
});

/** A map in the order written; the keys of an object that are digits would come first. */
function words<T>(meanings: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  const isDigit = (word: string) => /^[0-9]$/.test(word);
  const entries = Object.entries(meanings);
  return new Map([
    ...entries.filter(([word]) => !isDigit(word)),
    ...entries.filter(([word]) => isDigit(word)),
  ]);
}

function oneOf<T>(meanings: ReadonlyMap<string, T>, rule: Sentence): (text: string) => T {
  return (text) => {
    const found = meanings.get(nameText(text).normalize('NFKC').toLowerCase());
    if (found === undefined) throw new CellError(rule);
    return found;
  };
}
