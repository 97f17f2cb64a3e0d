import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { instantOf, shanghaiDay } from '../shanghai-time.ts';
import { type Discrepancy, disagreeing } from './bill-discrepancies.ts';
import { fundFlowBill, isShown, type TradeBillType, type TradeRow, tradeBill } from './bill-format.ts';
import { type Day, fundRows, tradeRows } from './bill-rows.ts';
import { discrepanciesOf, findBillFile, insertBillFile } from './bill-store.ts';
import type { Merchant } from './merchant-store.ts';
import { requireRelated } from './party.ts';
import { PAYER_OPENID, type Wechat } from './wechat.ts';
import { invalidRequest, parameterError, WechatError } from './wechat-error.ts';

/** Where a bill is and what its bytes, uncompressed, come to. */
export interface Announcement {
  readonly hash_type: 'SHA1';
  readonly hash_value: string;
  readonly download_url: string;
}

/** A request for a bill. Everything is as the query has it. */
export interface BillRequest {
  readonly merchant: Merchant;
  readonly query: URLSearchParams;
  /** Where the emulator itself is reached. */
  readonly origin: string;
}

/** The payments and refunds of a day. @throws WechatError */
export function announceTradeBill(wechat: Wechat, request: BillRequest): Announcement {
  const { merchant, query } = request;
  const type = oneOf(query, 'bill_type', Object.keys(BILL_TYPES)) ?? 'ALL';
  const subMchid = query.get('sub_mchid') ?? undefined;
  if (subMchid !== undefined) requireRelated(merchant, subMchid);
  const { date, day, discrepancies } = openDay(wechat, request);
  const rows = disagreeing(
    tradeRows(wechat.store, merchant.mchid, subMchid, day),
    discrepancies,
    blankRow(merchant, subMchid, day),
  );
  const billType = BILL_TYPES[type];
  if (!billType || !rows.some((row) => isShown(billType, row))) throw nothingOn(date);
  const isHistorical = discrepancies.some(({ kind }) => kind === 'historical_form');
  const bill = tradeBill(billType, rows, { isHistorical });
  return announce(wechat, request, bill.slice(0, bill.length - lostCharacters(discrepancies)), discrepancies);
}

/** The movements of a day on an account. @throws WechatError */
export function announceFundFlowBill(wechat: Wechat, request: BillRequest): Announcement {
  const account = oneOf(request.query, 'account_type', ['BASIC', 'OPERATION', 'FEES']) ?? 'BASIC';
  const { date, day, discrepancies } = openDay(wechat, request);
  const rows = account === 'BASIC' ? fundRows(wechat.store, request.merchant.mchid, day) : [];
  if (rows.length === 0) throw nothingOn(date);
  return announce(wechat, request, fundFlowBill(rows), discrepancies);
}

/** The bytes of an announced bill, for the merchant it was announced to. @throws WechatError */
export function billBytes(
  { store, clock }: Wechat,
  { mchid }: Merchant,
  { query }: Pick<BillRequest, 'query'>,
): Buffer {
  const file = findBillFile(store, query.get('token') ?? '');
  if (!file || file.expiresAt <= clock.now()) throw invalidRequest('token无效或已过期，请重新申请账单');
  if (file.mchid !== mchid) throw new WechatError(403, 'NO_AUTH', '无权下载该账单');
  return file.content;
}

/** Kinds of business that never happen here have bills too: there is nothing in them. */
const BILL_TYPES: Readonly<Record<string, TradeBillType | undefined>> = {
  ALL: 'ALL',
  SUCCESS: 'SUCCESS',
  REFUND: 'REFUND',
  RECHARGE_REFUND: undefined,
  ALL_SPECIAL: undefined,
  SUC_SPECIAL: undefined,
  REF_SPECIAL: undefined,
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Writing starts at nine and is over at ten. */
const READY_AFTER_MS = 10 * HOUR_MS;
const FILE_LIFE_MS = 5 * 60_000;
const MONTHS_BACK = 3;

/** The day that is asked for, provided its bill is there. @throws WechatError */
function openDay(
  { store, clock }: Wechat,
  { merchant, query }: BillRequest,
): { readonly date: string; readonly day: Day; readonly discrepancies: readonly Discrepancy[] } {
  const date = query.get('bill_date') ?? '';
  const from = instantOf(`${date} 00:00:00`);
  if (from === undefined) throw badQuery('bill_date', date, '格式应为yyyy-MM-dd');
  const now = clock.now();
  if (date >= shanghaiDay(now)) throw badQuery('bill_date', date, '账单日期应早于当天');
  if (date < monthsBefore(now)) throw badQuery('bill_date', date, `仅支持${MONTHS_BACK}个月内的账单`);
  const until = from + DAY_MS;
  const discrepancies = discrepanciesOf(store, merchant.mchid, date);
  const hoursLate = discrepancies.reduce((sum, each) => sum + (each.kind === 'creating' ? each.hours : 0), 0);
  if (now < until + READY_AFTER_MS + hoursLate * HOUR_MS) {
    throw new WechatError(400, 'STATEMENT_CREATING', '账单生成中，请稍后再试');
  }
  return { date, day: { from, until }, discrepancies };
}

function announce(
  { store, clock }: Wechat,
  { merchant, query, origin }: BillRequest,
  bill: string,
  discrepancies: readonly Discrepancy[],
): Announcement {
  const compressed = oneOf(query, 'tar_type', ['GZIP']) !== undefined;
  const now = clock.now();
  const token = randomBytes(48).toString('base64url');
  const content = compressed ? gzipSync(bill) : Buffer.from(bill);
  insertBillFile(store, { token, mchid: merchant.mchid, content, expiresAt: now + FILE_LIFE_MS }, now);
  const isWrong = discrepancies.some(({ kind }) => kind === 'wrong_hash');
  return {
    hash_type: 'SHA1',
    hash_value: createHash('sha1')
      .update(isWrong ? `${bill} ` : bill)
      .digest('hex'),
    download_url: `${origin}/v3/billdownload/file?token=${token}`,
  };
}

function lostCharacters(discrepancies: readonly Discrepancy[]): number {
  return discrepancies.reduce((sum, each) => sum + (each.kind === 'cut_short' ? each.characters : 0), 0);
}

/** A payment at noon, of one fen. */
function blankRow(merchant: Merchant, subMchid: string | undefined, day: Day): TradeRow {
  return {
    at: day.from + DAY_MS / 2,
    appid: merchant.appids[0] ?? '',
    mchid: merchant.mchid,
    subMchid: subMchid ?? Object.keys(merchant.subMerchants)[0] ?? null,
    transactionId: '',
    outTradeNo: '',
    openid: PAYER_OPENID,
    tradeType: 'NATIVE',
    tradeState: 'SUCCESS',
    total: 1,
    coupon: 0,
    refund: undefined,
    description: '',
    attach: '',
    fee: 0,
    feeBasisPoints: merchant.feeBasisPoints,
  };
}

/** The day some months ago, as text. */
function monthsBefore(now: number): string {
  const [year = 0, month = 0, day = 0] = shanghaiDay(now).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - MONTHS_BACK, day)).toISOString().slice(0, 10);
}

/** The named parameter if it is there and one of these. @throws WechatError */
function oneOf(query: URLSearchParams, name: string, values: readonly string[]): string | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!values.includes(value)) throw badQuery(name, value, `应为${values.join('、')}`);
  return value;
}

function badQuery(name: string, value: string, issue: string): WechatError {
  return parameterError(`${name}${issue}`, { field: `/${name}`, value, issue, location: 'query' });
}

function nothingOn(date: string): WechatError {
  return new WechatError(400, 'NO_STATEMENT_EXIST', `${date}无账单数据`);
}
