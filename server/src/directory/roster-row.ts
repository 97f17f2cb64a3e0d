import { CHANNELS, type Channel } from '../channels/channel.ts';
import {
  type Binding,
  foldNumber,
  ID_TAIL,
  IDENTITY_TYPE,
  type IdentityType,
  PHONE,
  type Proofs,
  SEX,
  type Sex,
  withoutInvisible,
} from './person.ts';
import { unreadable } from './roster-line.ts';

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
  readonly message: string;
}

type Column =
  | 'userNo'
  | 'userName'
  | 'sex'
  | 'identityType'
  | 'frozen'
  | 'idTail'
  | 'phone'
  | 'alipay'
  | 'wechat';

/** Headings as schools write them, folded; the first of each is what an export writes. */
export const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  userNo: ['学工号', '学号', '工号', '学号/工号', '学(工)号', '人员编号', 'user_no'],
  userName: ['姓名', '名字', '学生姓名', '教师姓名', 'name', 'user_name'],
  sex: ['性别', 'sex', 'gender'],
  identityType: ['身份', '身份类型', '人员类别', '人员类型', 'identity_type'],
  frozen: ['冻结', '是否冻结', '状态', 'frozen'],
  idTail: ['证件号', '证件号码', '身份证号', '身份证号码', '身份证', '证件号后六位', 'id_number'],
  phone: ['手机号', '手机', '手机号码', '联系电话', 'phone'],
  alipay: ['支付宝uid', '支付宝用户号', 'alipay_uid'],
  wechat: ['微信openid', 'wechat_uid', 'openid'],
};

/** Which column stands where, and the headings that mean nothing to us. */
export interface Columns {
  readonly at: ReadonlyMap<Column, { readonly place: number; readonly heading: string }>;
  readonly ignored: readonly string[];
}

/**
 * Reads the line of headings.
 * @throws Refusal when number or name is missing, or a heading stands twice
 */
export function readHeadings(cells: readonly string[]): Columns {
  const at = new Map<Column, { place: number; heading: string }>();
  const ignored: string[] = [];
  for (const [place, cell] of cells.entries()) {
    const heading = foldHeading(cell);
    const column = (Object.keys(HEADINGS) as Column[]).find((name) => HEADINGS[name].includes(heading));
    if (column === undefined) {
      if (heading !== '') ignored.push(cell.trim());
    } else if (at.has(column)) {
      throw unreadable(`表头“${at.get(column)?.heading}”与“${cell.trim()}”重复，请只保留一列`);
    } else at.set(column, { place, heading: cell.trim() });
  }
  for (const needed of ['userNo', 'userName'] as const) {
    if (!at.has(needed)) throw unreadable(`第一行应为表头，其中没有“${HEADINGS[needed][0]}”列`);
  }
  return { at, ignored };
}

/** Reads one line: the row, or everything that is wrong with it. */
export function readRow(
  { at }: Columns,
  line: number,
  cells: readonly string[],
): { row: RosterRow } | { errors: RosterError[] } {
  const errors: RosterError[] = [];
  const read = <T>(column: Column, reader: (text: string) => T): T | undefined => {
    const found = at.get(column);
    const text = withoutGuard(withoutInvisible(cells[found?.place ?? -1] ?? '').trim());
    if (!found || text === '') return undefined;
    try {
      return reader(text);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      errors.push({ line, field: found.heading, message: error.message });
      return undefined;
    }
  };
  const needed = <T>(column: Column, reader: (text: string) => T): T | undefined => {
    const before = errors.length;
    const value = read(column, reader);
    if (value === undefined && errors.length === before) {
      errors.push({ line, field: at.get(column)?.heading ?? '', message: '不能为空' });
    }
    return value;
  };
  const userNo = needed('userNo', userNoOf);
  const userName = needed('userName', userNameOf);
  const rest = {
    sex: read('sex', oneOf(SEXES, '只能是 男、女 或 未知')),
    identityType: read('identityType', oneOf(IDENTITIES, '只能是 学生、教职工 或 临时')),
    frozen: read('frozen', oneOf(STANDINGS, '只能是 正常 或 冻结')),
    idTail: read('idTail', idTailOf),
    phone: read('phone', phoneOf),
    bindings: CHANNELS.flatMap((channel) => {
      const uid = read(channel, UIDS[channel]);
      return uid === undefined ? [] : [{ channel, uid }];
    }),
  };
  if (userNo === undefined || userName === undefined || errors.length > 0) return { errors };
  return { row: { line, userNo, userName, ...rest } };
}

/** Without the apostrophe that keeps spreadsheets from taking a cell for a formula. */
function withoutGuard(text: string): string {
  return text.replace(/^'(?=[=+\-@])/, '');
}

class CellError extends Error {}

function userNoOf(text: string): string {
  const number = foldNumber(text);
  if (/^[0-9.]+[eE]\+?[0-9]+$/.test(number)) {
    throw new CellError('已被 Excel 转为科学计数法，请把该列设为文本后重新填写');
  }
  if (!/^[\x21-\x7e]{1,64}$/.test(number))
    throw new CellError('只能由字母、数字和英文符号组成，不超过 64 位');
  return number;
}

function userNameOf(text: string): string {
  const name = text.replace(/[\s\u3000]+/gu, ' ').trim();
  if (name === '') throw new CellError('不能为空');
  if (Buffer.byteLength(name) > 128) throw new CellError('过长，不能超过 128 字节');
  if (/[\p{Cc}\p{Co}\ufffd]/u.test(name)) throw new CellError('含有无法识别的字符，请检查文件编码');
  return name;
}

function idTailOf(text: string): string {
  const tail = foldNumber(text).toUpperCase().slice(-6);
  if (!ID_TAIL.test(tail)) throw new CellError('至少要有证件号的后六位，由数字或字母组成');
  return tail;
}

function phoneOf(text: string): string {
  const phone = foldNumber(text)
    .replace(/^\+?86/, '')
    .replace(/[\s-]/g, '');
  if (!PHONE.test(phone)) throw new CellError('应为 11 位手机号');
  return phone;
}

const UIDS: Readonly<Record<Channel, (text: string) => string>> = {
  alipay: uidOf(/^(2088[0-9]{12}|[0-9A-Za-z_-]{24,64})$/, '应为 2088 开头的 16 位用户号，或 open_id'),
  wechat: uidOf(/^[0-9A-Za-z_-]{20,64}$/, '应为微信 openid'),
};

function uidOf(pattern: RegExp, rule: string): (text: string) => string {
  return (text) => {
    if (!pattern.test(text)) throw new CellError(rule);
    return text;
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
export const STANDINGS = words<boolean>({
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

function oneOf<T>(meanings: ReadonlyMap<string, T>, rule: string): (text: string) => T {
  return (text) => {
    const found = meanings.get(text.normalize('NFKC').toLowerCase());
    if (found === undefined) throw new CellError(rule);
    return found;
  };
}

function foldHeading(cell: string): string {
  return withoutInvisible(cell.normalize('NFKC'))
    .replace(/[\s*]+/g, '')
    .toLowerCase();
}
