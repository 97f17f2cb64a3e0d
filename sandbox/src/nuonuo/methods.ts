import { randomDigits } from '../random-text.ts';
import type { Store } from '../store.ts';
import { recordViolation } from '../violations.ts';
import { fenOf } from '../yuan.ts';
import type { NuonuoAccount } from './account-store.ts';
import { problemOf } from './billing-rules.ts';
import {
  findForm,
  findInvoice,
  findInvoiceByNumber,
  formsOf,
  insertForm,
  insertInvoice,
  type NuonuoInvoice,
  type RedForm,
  refreshForm,
  setInvoiceNumber,
  setOutcome,
  setRedNumber,
} from './invoice-store.ts';

export interface NuonuoAnswer {
  readonly code: string;
  readonly describe: string;
  readonly result?: unknown;
}

interface MethodContext {
  readonly store: Store;
  readonly now: number;
  readonly account: NuonuoAccount;
  /** Where the files of what was issued are. */
  readonly filesUrl: string;
}

type Method = (context: MethodContext, body: Record<string, unknown>) => NuonuoAnswer;

const ok = (result: unknown): NuonuoAnswer => ({ code: 'E0000', describe: '调用成功', result });
const NUMBER_DIGITS = 20;

/** The methods that are emulated, by their names on the platform. */
export const METHODS: Readonly<Record<string, Method>> = {
  'nuonuo.OpeMplatform.requestBillingNew': requestBilling,
  'nuonuo.OpeMplatform.queryInvoiceResult': queryInvoice,
  'nuonuo.OpeMplatform.reInvoice': sealAgain,
  'nuonuo.OpeMplatform.saveInvoiceRedConfirm': saveRedForm,
  'nuonuo.OpeMplatform.queryInvoiceRedConfirm': queryRedForm,
  'nuonuo.OpeMplatform.refreshInvoiceRedConfirm': refreshRedForm,
};

function requestBilling({ store, now, account }: MethodContext, body: Record<string, unknown>): NuonuoAnswer {
  const order = (body.order ?? {}) as Record<string, unknown>;
  const problem = problemOf(order, account);
  if (problem !== undefined) return { code: 'E9003', describe: problem };
  const orderNo = String(order.orderNo);
  const request = JSON.stringify(order);
  const known = findInvoice(store, account.appKey, orderNo);
  if (known) {
    if (known.request !== request) recordViolation(store, 'invoice_number_with_other_terms', orderNo, now);
    return { code: 'E9106', describe: '订单编号不能重复' };
  }
  const [line] = order.invoiceDetail as Record<string, unknown>[];
  const { outcome = 'issued', reason = '', delayMs = 0 } = account.plan;
  const serialNo = randomDigits(NUMBER_DIGITS);
  insertInvoice(store, {
    appKey: account.appKey,
    orderNo,
    serialNo,
    request,
    total: fenOf(String(line?.taxIncludedAmount)) ?? 0,
    outcome,
    reason,
    submittedAt: now,
    readyAt: now + delayMs,
  });
  return ok({ invoiceSerialNum: serialNo });
}

function queryInvoice(context: MethodContext, body: Record<string, unknown>): NuonuoAnswer {
  const [orderNo] = (body.orderNos ?? []) as unknown[];
  const invoice = findInvoice(context.store, context.account.appKey, String(orderNo));
  if (!invoice) return { code: 'E9500', describe: '未查询到发票' };
  return ok([recordOf(context, invoice)]);
}

function recordOf({ store, now, filesUrl }: MethodContext, invoice: NuonuoInvoice): object {
  const about = { orderNo: invoice.orderNo, serialNo: invoice.serialNo };
  if (now < invoice.readyAt) return { ...about, status: '20', statusMsg: '开票中' };
  switch (invoice.outcome) {
    case 'failed':
      return { ...about, status: '22', statusMsg: '开票失败', failCause: invoice.reason || '商品编码不存在' };
    case 'seal_failed':
      return { ...about, status: '24', statusMsg: '签章失败' };
    case 'blocked':
      return { ...about, status: '20', statusMsg: invoice.reason || '开票员需要扫码认证' };
    case 'issued': {
      const number = invoice.number ?? `26${randomDigits(NUMBER_DIGITS - 2)}`;
      if (invoice.number === null) setInvoiceNumber(store, invoice, number);
      return {
        ...about,
        status: '2',
        statusMsg: '开票完成（最终状态）',
        allElectronicInvoiceNumber: number,
        invoiceTime: invoice.readyAt,
        pdfUrl: `${filesUrl}/${number}.pdf`,
        ofdUrl: `${filesUrl}/${number}.ofd`,
        xmlUrl: `${filesUrl}/${number}.xml`,
      };
    }
  }
}

function sealAgain({ store, account }: MethodContext, body: Record<string, unknown>): NuonuoAnswer {
  const invoice = findInvoice(store, account.appKey, String(body.orderno));
  if (!invoice) return { code: 'E9500', describe: '未查询到发票' };
  if (invoice.outcome !== 'seal_failed') return { code: 'E9612', describe: '该发票不需要重试' };
  setOutcome(store, invoice, 'issued');
  return ok('重试成功');
}

function saveRedForm({ store, now, account }: MethodContext, body: Record<string, unknown>): NuonuoAnswer {
  const billId = String(body.billId ?? '');
  if (billId === '' || billId.length > 32) return { code: 'E9003', describe: 'billId 不正确' };
  if (findForm(store, account.appKey, billId)) return { code: 'E9999', describe: '申请号重复' };
  const invoice = findInvoiceByNumber(store, account.appKey, String(body.blueElecInvoiceNumber));
  if (!invoice) return { code: 'E9500', describe: '未查询到对应蓝票' };
  if (formsOf(store, invoice).some((form) => isLive(form, now))) {
    recordViolation(store, 'invoice_reversed_twice', invoice.orderNo, now);
    return { code: 'E9201', describe: '该发票已申请红字确认单' };
  }
  const { redOutcome = 'reversed', delayMs = 0 } = account.plan;
  insertForm(store, {
    appKey: account.appKey,
    billId,
    orderNo: invoice.orderNo,
    request: JSON.stringify(body),
    outcome: redOutcome,
    submittedAt: now,
    readyAt: now + delayMs,
  });
  return ok(billId);
}

const HOURS_72_MS = 72 * 60 * 60 * 1000;

/** A form that is not confirmed in time is void. */
function isLive({ outcome, submittedAt }: RedForm, now: number): boolean {
  if (outcome === 'awaiting_buyer') return now < submittedAt + HOURS_72_MS;
  return outcome === 'reversed';
}

function queryRedForm({ store, now, account }: MethodContext, body: Record<string, unknown>): NuonuoAnswer {
  const form = findForm(store, account.appKey, String(body.billId));
  return ok({ total: form ? 1 : 0, list: form ? [formRecord(store, form, now)] : [] });
}

const UUID_PREFIX = 'nuouuid';

/** Downloads from the tax office what was decided there; until then 诺诺 does not know. */
function refreshRedForm({ store, now, account }: MethodContext, body: Record<string, unknown>): NuonuoAnswer {
  const billId = String(body.billUuid).slice(UUID_PREFIX.length);
  const form = findForm(store, account.appKey, billId);
  if (!form || body.identity !== '0') return { code: 'E9500', describe: '未查询到红字确认单' };
  refreshForm(store, form, now);
  return ok('下载成功');
}

function formRecord(store: Store, form: RedForm, now: number): object {
  const { billId, decidedAt } = form;
  const about = { billId, billNo: billId, billMessage: '', redInvoiceNumber: null };
  if (now < form.readyAt) return { ...about, billUuid: null, billStatus: '15' };
  const known = { ...about, billUuid: `${UUID_PREFIX}${billId}` };
  const refreshedAt = form.refreshedAt ?? 0;
  const isUnknown = decidedAt !== null && refreshedAt < decidedAt;
  if (form.outcome === 'awaiting_buyer' || isUnknown) {
    return { ...known, billStatus: isUnknown || isLive(form, refreshedAt) ? '02' : '07' };
  }
  if (form.outcome === 'rejected') {
    const [billStatus, billMessage] = decidedAt === null ? ['16', '税局拒绝了申请'] : ['05', '购方否认'];
    return { ...known, billStatus, billMessage };
  }
  const redInvoiceNumber = form.redNumber ?? `26${randomDigits(NUMBER_DIGITS - 2)}`;
  if (form.redNumber === null) setRedNumber(store, form, redInvoiceNumber);
  return { ...known, billStatus: decidedAt === null ? '01' : '04', redInvoiceNumber };
}
