import { PAYER_UIDS } from '@zhixiao/contract/channels/payer-uids';
import { CHANNELS, ofEachChannel } from '@zhixiao/contract/codes/channels';
import { withoutInvisible } from '../person.ts';
import { unreadable } from './sentence.ts';
import type { Cell } from './sheet.ts';

const COLUMNS = [
  'userNo',
  'userName',
  'sex',
  'identityType',
  'frozen',
  'idTail',
  'phone',
  // what a channel knows the person by
  ...CHANNELS,
] as const;
export type Column = (typeof COLUMNS)[number];

/** Headings as schools write them, folded; the first of each is what an export writes. */
export const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  userNo: [
    '学工号',
    '学号',
    '工号',
    '学号/工号',
    '工号/学号',
    '学(工)号',
    '学号(工号)',
    '学生学号',
    '教工号',
    '职工号',
    '教职工号',
    '人员编号',
    'user_no',
  ],
  userName: [
    '姓名',
    '名字',
    '学生姓名',
    '教师姓名',
    '教职工姓名',
    '人员姓名',
    '真实姓名',
    'name',
    'user_name',
  ],
  sex: ['性别', 'sex', 'gender'],
  identityType: ['身份', '身份类型', '人员类别', '人员类型', 'identity_type'],
  frozen: ['冻结', '是否冻结', '状态', 'frozen'],
  idTail: [
    '证件号',
    '证件号码',
    '身份证号',
    '身份证号码',
    '身份证',
    '身份证件号',
    '身份证件号码',
    '居民身份证号',
    '居民身份证号码',
    '公民身份号码',
    '证件号后六位',
    '身份证号后六位',
    '身份证后六位',
    'id_number',
  ],
  phone: ['手机号', '手机', '手机号码', '联系手机', '移动电话', '联系电话', 'phone'],
  ...ofEachChannel((_row, channel) => PAYER_UIDS[channel].headings),
};

/** Which column stands where, and the headings that are not read. */
export interface Columns {
  readonly at: ReadonlyMap<Column, { readonly place: number; readonly heading: string }>;
  /** Headings that mean nothing to us. */
  readonly ignored: readonly string[];
  /** Headings of hidden columns, or the columns' letters. */
  readonly hidden: readonly string[];
}

type Needed = 'userNo' | 'userName';
export type HeadingLine =
  | { readonly columns: Columns }
  /** The line has one of the two required headings; the other is missing or hidden. */
  | { readonly missing: Needed; readonly isHidden: boolean };

/**
 * Reads a line as headings, which it is when number and name stand in it; undefined for any other line.
 * @throws Refusal when a heading stands in it twice
 */
export function headingLine(
  cells: readonly Cell[],
  hiddenPlaces: ReadonlySet<number>,
): HeadingLine | undefined {
  const texts = cells.map((cell) => (typeof cell === 'string' ? cell.trim() : ''));
  const found = texts.map((text) => columnOf(text));
  const isSeen = (place: number) => !hiddenPlaces.has(place);
  const seen = (column: Column) => found.some((other, place) => other === column && isSeen(place));
  if (!seen('userNo') || !seen('userName')) {
    const missing = seen('userNo') ? 'userName' : 'userNo';
    if (!found.includes('userNo') && !found.includes('userName')) return undefined;
    return { missing, isHidden: found.includes(missing) };
  }
  const at = new Map<Column, { place: number; heading: string }>();
  for (const [place, column] of found.entries()) {
    const heading = texts[place] ?? '';
    if (column === undefined || !isSeen(place)) continue;
    const twin = at.get(column)?.heading;
    if (twin !== undefined) throw duplicate(twin, heading);
    at.set(column, { place, heading });
  }
  return {
    columns: {
      at,
      ignored: texts.filter((text, place) => text !== '' && found[place] === undefined && isSeen(place)),
      hidden: [...hiddenPlaces]
        .filter((place) => place < texts.length)
        .map((place) => texts[place] || letters(place)),
    },
  };
}

function duplicate(heading: string, twin: string) {
  return unreadable({
    zh: `表头“${heading}”与“${twin}”重复，请只保留一列`,
    en: `The headings “${heading}” and “${twin}” mean the same. Keep one of the columns.`,
  });
}

function columnOf(text: string): Column | undefined {
  const heading = foldHeading(text);
  return COLUMNS.find((name) => HEADINGS[name].includes(heading));
}

/** What forms write beside a heading that is no part of it. */
const REMARKS =
  /[([【<](?:必填项?|必须|必需|选填|可选|文本|文本格式|\d{1,2}位(?:数字)?|required|optional)[)\]】>]|(?:必填|选填)$|[:：]$/g;

function foldHeading(cell: string): string {
  return withoutInvisible(cell.normalize('NFKC'))
    .replace(/[\s*★●◆※"“”]+/gu, '')
    .toLowerCase()
    .replace(REMARKS, '');
}

/** 1 → `B`. */
function letters(place: number): string {
  const rest = Math.floor(place / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (place % 26));
}
