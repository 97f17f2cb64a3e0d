import type { Store } from '../store.ts';

export interface NuonuoInvoice {
  readonly appKey: string;
  readonly orderNo: string;
  readonly serialNo: string;
  readonly request: string;
  readonly total: number;
  readonly outcome: 'issued' | 'failed' | 'seal_failed' | 'blocked';
  readonly reason: string;
  readonly submittedAt: number;
  readonly readyAt: number;
  readonly number: string | null;
  readonly redNumber: string | null;
}

export interface RedForm {
  readonly appKey: string;
  readonly billId: string;
  readonly orderNo: string;
  readonly request: string;
  readonly outcome: 'reversed' | 'awaiting_buyer' | 'rejected';
  readonly submittedAt: number;
  readonly readyAt: number;
  readonly redNumber: string | null;
  /** When the buyer decided at the tax office, and when 诺诺 last looked there. */
  readonly decidedAt: number | null;
  readonly refreshedAt: number | null;
}

const INVOICE = `app_key as appKey, order_no as orderNo, serial_no as serialNo, request, total, outcome, reason,
  submitted_at as submittedAt, ready_at as readyAt, number, red_number as redNumber`;
const FORM = `app_key as appKey, bill_id as billId, order_no as orderNo, request, outcome, submitted_at as submittedAt,
  ready_at as readyAt, red_number as redNumber, decided_at as decidedAt, refreshed_at as refreshedAt`;

export function insertInvoice(store: Store, invoice: Omit<NuonuoInvoice, 'number' | 'redNumber'>): void {
  store
    .prepare(
      `insert into nuonuo_invoices (app_key, order_no, serial_no, request, total, outcome, reason, submitted_at, ready_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      invoice.appKey,
      invoice.orderNo,
      invoice.serialNo,
      invoice.request,
      invoice.total,
      invoice.outcome,
      invoice.reason,
      invoice.submittedAt,
      invoice.readyAt,
    );
}

export function findInvoice(store: Store, appKey: string, orderNo: string): NuonuoInvoice | undefined {
  return store
    .prepare(`select ${INVOICE} from nuonuo_invoices where app_key = ? and order_no = ?`)
    .get(appKey, orderNo) as NuonuoInvoice | undefined;
}

export function findInvoiceByNumber(store: Store, appKey: string, number: string): NuonuoInvoice | undefined {
  return store
    .prepare(`select ${INVOICE} from nuonuo_invoices where app_key = ? and number = ?`)
    .get(appKey, number) as NuonuoInvoice | undefined;
}

export function listInvoices(store: Store): NuonuoInvoice[] {
  return store
    .prepare(`select ${INVOICE} from nuonuo_invoices order by submitted_at, order_no`)
    .all() as unknown as NuonuoInvoice[];
}

export function setInvoiceNumber(store: Store, { appKey, orderNo }: NuonuoInvoice, number: string): void {
  store
    .prepare('update nuonuo_invoices set number = ? where app_key = ? and order_no = ?')
    .run(number, appKey, orderNo);
}

/** Changes how a submitted document ends: a seal that was repaired, an authentication that was given. */
export function setOutcome(
  store: Store,
  { appKey, orderNo }: Pick<NuonuoInvoice, 'appKey' | 'orderNo'>,
  outcome: NuonuoInvoice['outcome'],
): void {
  store
    .prepare('update nuonuo_invoices set outcome = ? where app_key = ? and order_no = ?')
    .run(outcome, appKey, orderNo);
}

export function insertForm(
  store: Store,
  form: Omit<RedForm, 'redNumber' | 'decidedAt' | 'refreshedAt'>,
): void {
  store
    .prepare(
      `insert into nuonuo_red_forms (app_key, bill_id, order_no, request, outcome, submitted_at, ready_at)
       values (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(form.appKey, form.billId, form.orderNo, form.request, form.outcome, form.submittedAt, form.readyAt);
}

export function findForm(store: Store, appKey: string, billId: string): RedForm | undefined {
  return store
    .prepare(`select ${FORM} from nuonuo_red_forms where app_key = ? and bill_id = ?`)
    .get(appKey, billId) as RedForm | undefined;
}

export function formsOf(store: Store, { appKey, orderNo }: NuonuoInvoice): RedForm[] {
  return store
    .prepare(`select ${FORM} from nuonuo_red_forms where app_key = ? and order_no = ?`)
    .all(appKey, orderNo) as unknown as RedForm[];
}

/** The buyer decides; the requester gets another hint. */
export function decideForm(
  store: Store,
  { appKey, billId }: Pick<RedForm, 'appKey' | 'billId'>,
  outcome: 'reversed' | 'rejected',
  now: number,
): void {
  store
    .prepare(
      `update nuonuo_red_forms set outcome = ?, decided_at = ?, told_at = null
        where app_key = ? and bill_id = ? and outcome = 'awaiting_buyer'`,
    )
    .run(outcome, now, appKey, billId);
}

export function refreshForm(store: Store, { appKey, billId }: RedForm, now: number): void {
  store
    .prepare('update nuonuo_red_forms set refreshed_at = ? where app_key = ? and bill_id = ?')
    .run(now, appKey, billId);
}

export function setRedNumber(store: Store, { appKey, billId, orderNo }: RedForm, redNumber: string): void {
  store
    .prepare('update nuonuo_red_forms set red_number = ? where app_key = ? and bill_id = ?')
    .run(redNumber, appKey, billId);
  store
    .prepare('update nuonuo_invoices set red_number = ? where app_key = ? and order_no = ?')
    .run(redNumber, appKey, orderNo);
}
