import { randomBytes } from 'node:crypto';
import { NO_TRAITS } from '../faults.ts';
import { instantOf, shanghaiDay } from '../shanghai-time.ts';
import type { Store } from '../store.ts';
import type { Answer, EmulatedApi } from '../wire.ts';
import { type Alipay, PAYER_LOGON_ID } from './alipay.ts';
import { AlipayError } from './alipay-error.ts';
import type { AlipayApp } from './app-store.ts';
import { disagreeing } from './bill-discrepancies.ts';
import { type BillRow, tradeBillArchive } from './bill-format.ts';
import { discrepanciesOf, findBillFile, insertBillFile } from './bill-store.ts';
import type { Content } from './fields.ts';
import { refundsSucceededIn } from './refund-store.ts';
import { findTradeByNo, type Trade, tradesPaidIn } from './trade-store.ts';

export const BILL_PATH = '/downloadBillFile.resource';

/**
 * `alipay.data.dataservice.bill.downloadurl.query`: the address of a day's trade bill, for half a minute.
 * A merchant has one bill for all its apps.
 * @throws AlipayError
 */
export function announceBill(alipay: Alipay, app: AlipayApp, content: Content, origin: string): object {
  const { store, clock } = alipay;
  const { bill_type: type = '', bill_date: date = '' } = content;
  if (type !== 'trade') throw billError('TYPE_NOT_SUPPORTED', '不支持该账单类型');
  const from = instantOf(`${date} 00:00:00`);
  if (from === undefined) throw billError('INVAILID_ARGUMENTS', '账单日期格式应为 yyyy-MM-dd');
  const now = clock.now();
  const until = from + DAY_MS;
  const discrepancies = discrepanciesOf(store, app.sellerId, date);
  const hoursLate = discrepancies.reduce((sum, each) => sum + (each.kind === 'creating' ? each.hours : 0), 0);
  if (date >= shanghaiDay(now) || now < until + READY_AFTER_MS + hoursLate * HOUR_MS) {
    throw billError('isp.bill_not_exist', '账单不存在，或尚未生成');
  }
  const rows = disagreeing(rowsOf(store, app.sellerId, from, until), discrepancies, blankRow(from));
  if (rows.length === 0) throw billError('NO_BILL_DATA', '当日没有账单数据');
  const archive = tradeBillArchive({
    account: app.sellerId,
    from,
    until,
    rows,
    writtenAt: until + READY_AFTER_MS,
    hasOlderNames: discrepancies.some(({ kind }) => kind === 'older_names'),
    lostCharacters: discrepancies.reduce(
      (sum, each) => sum + (each.kind === 'cut_short' ? each.characters : 0),
      0,
    ),
    summaryFirst: discrepancies.some(({ kind }) => kind === 'summary_first'),
  });
  const token = randomBytes(24).toString('hex');
  insertBillFile(store, { token, content: archive, expiresAt: now + FILE_LIFE_MS }, now);
  const name = encodeURIComponent(`${app.sellerId}_${date}.csv.zip`);
  const address = `bizType=trade&userId=${app.sellerId}&fileType=csv.zip&downloadFileName=${name}&token=${token}`;
  return { bill_download_url: `${origin}${BILL_PATH}?${address}` };
}

/** Download addresses of bills; an address needs no further authentication. */
export function createBillApi({ store, clock }: Alipay): EmulatedApi {
  return {
    handle({ query }): Answer {
      const archive = findBillFile(store, query.get('token') ?? '', clock.now());
      if (!archive) return { status: 403, body: 'token expired', signed: false };
      const headers = { 'content-type': 'application/zip' };
      return { status: 200, headers, body: archive.toString('latin1'), charset: 'latin1', signed: false };
    },
    sign: (_exchange, answer) => answer,
    traits: NO_TRAITS,
  };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const READY_AFTER_MS = 9 * HOUR_MS;
const FILE_LIFE_MS = 30_000;

function rowsOf(store: Store, sellerId: string, from: number, until: number): BillRow[] {
  const payments = tradesPaidIn(store, sellerId, from, until).map((trade) => paymentRow(trade));
  const refunds = refundsSucceededIn(store, sellerId, from, until).flatMap((refund): BillRow[] => {
    const trade = findTradeByNo(store, refund.tradeNo);
    if (!trade || refund.successAt === null) return [];
    const { outRequestNo, amount, reason, successAt } = refund;
    return [
      { ...paymentRow(trade), finishedAt: successAt, total: -amount, outRequestNo, note: reason ?? '' },
    ];
  });
  return [...payments, ...refunds].sort((one, other) => one.finishedAt - other.finishedAt);
}

function paymentRow({ tradeNo, terms, createdAt, paid }: Trade): BillRow {
  return {
    tradeNo,
    outTradeNo: terms.outTradeNo,
    subject: terms.subject,
    createdAt,
    finishedAt: paid?.at ?? createdAt,
    buyer: PAYER_LOGON_ID,
    total: terms.total,
    outRequestNo: undefined,
    fee: 0,
    note: '',
  };
}

/** A payment at noon. */
function blankRow(from: number): BillRow {
  const at = from + DAY_MS / 2;
  return {
    tradeNo: '',
    outTradeNo: '',
    subject: '缴费',
    createdAt: at,
    finishedAt: at,
    buyer: PAYER_LOGON_ID,
    total: 1,
    outRequestNo: undefined,
    fee: 0,
    note: '',
  };
}

/** Bills have codes of their own, without `ACQ.`. */
function billError(code: string, message: string): AlipayError {
  return new AlipayError('40004', code, message);
}
