import { reasonText } from '@zhixiao/contract/words/reasons';
import { done, notDone, type Outcome, unknown } from '../../../lib/outcome.ts';
import { propertyOf } from '../../../lib/property-of.ts';
import {
  INVOICE_MISCONFIGURED,
  type InvoiceProvider,
  type InvoiceState,
  type ReversalState,
} from '../../provider.ts';
import { type NuonuoAccount, nuonuoAccount } from './account.ts';
import { billingRequestBody, invoiceStateOf } from './blue.ts';
import type { NuonuoClient } from './client.ts';
import { DUPLICATE, NOT_FOUND, RETRIES_USED_UP } from './codes.ts';
import { redFormQuery, redFormRefresh, redFormRequestBody, reversalStateOf } from './red.ts';

const METHODS = {
  issue: 'nuonuo.OpeMplatform.requestBillingNew',
  query: 'nuonuo.OpeMplatform.queryInvoiceResult',
  seal: 'nuonuo.OpeMplatform.reInvoice',
  reverse: 'nuonuo.OpeMplatform.saveInvoiceRedConfirm',
  queryReversal: 'nuonuo.OpeMplatform.queryInvoiceRedConfirm',
  refreshReversal: 'nuonuo.OpeMplatform.refreshInvoiceRedConfirm',
} as const;

/** 数电 invoices through 诺税通 (诺诺). An accepted invoice is not issued yet: only a query tells. */
export function createNuonuoProvider(client: NuonuoClient): InvoiceProvider {
  async function query(account: NuonuoAccount, orderNo: string): Promise<Outcome<InvoiceState>> {
    const body = JSON.stringify({ orderNos: [orderNo], isOfferInvoiceDetail: '0' });
    const answer = await client.call(account, METHODS.query, body);
    if (answer.kind === 'not_done' && answer.code === NOT_FOUND) return done({ status: 'not_found' });
    if (answer.kind !== 'done') return answer;
    const record = first(answer.value);
    if (!record) return done({ status: 'not_found' });
    if (record.orderNo !== orderNo) return unknown(reasonText('invoice_other', { who: '诺诺' }));
    const state = invoiceStateOf(record);
    return state === 'seal_failed' ? seal(account, orderNo, String(record.serialNo ?? '')) : done(state);
  }

  /** The invoice exists and only lacks its seal: once more, under the same number. */
  async function seal(
    account: NuonuoAccount,
    orderno: string,
    fpqqlsh: string,
  ): Promise<Outcome<InvoiceState>> {
    const answer = await client.call(account, METHODS.seal, JSON.stringify({ fpqqlsh, orderno }));
    if (answer.kind === 'not_done' && answer.code === RETRIES_USED_UP) return done({ status: 'issuing' });
    return answer.kind === 'done' ? done({ status: 'issuing' }) : unknown(reasonText('invoice_seal'));
  }

  /** The form as 诺诺 has it; undefined when it has none. */
  async function redForm(
    account: NuonuoAccount,
    reversalNo: string,
  ): Promise<Outcome<Record<string, unknown> | undefined>> {
    const answer = await client.call(account, METHODS.queryReversal, redFormQuery(reversalNo));
    if (answer.kind === 'not_done' && answer.code === NOT_FOUND) return done(undefined);
    if (answer.kind !== 'done') return answer;
    const record = first(propertyOf(answer.value, 'list'));
    if (record && record.billId !== reversalNo) return unknown(reasonText('reversal_other', { who: '诺诺' }));
    return done(record);
  }

  /** 诺诺 reads a buyer's decision from the tax office only when it is asked to. */
  async function queryReversal(account: NuonuoAccount, reversalNo: string): Promise<Outcome<ReversalState>> {
    let form = await redForm(account, reversalNo);
    if (form.kind !== 'done') return form;
    if (!form.value) return done({ status: 'not_found' });
    const state = reversalStateOf(form.value);
    const refresh = redFormRefresh(account, form.value);
    if (state.status !== 'awaiting_buyer' || refresh === undefined) return done(state);
    await client.call(account, METHODS.refreshReversal, refresh);
    form = await redForm(account, reversalNo);
    return form.kind === 'done' && form.value ? done(reversalStateOf(form.value)) : done(state);
  }

  return {
    provider: 'nuonuo',
    checkAccount: (account) => void nuonuoAccount(account),
    keptAccount: async (account) => account,
    sellerOf: (account) => nuonuoAccount(account).sellerTaxNo,

    issueRequestBody: (account, terms) => billingRequestBody(nuonuoAccount(account), terms),
    async issue(account, requestBody) {
      const own = nuonuoAccount(account);
      const answer = await client.call(own, METHODS.issue, requestBody);
      if (answer.kind === 'done') return done({ status: 'issuing' });
      if (answer.kind === 'unknown' || answer.code === INVOICE_MISCONFIGURED) return answer;
      return believed(answer, await query(own, orderNoIn(requestBody)));
    },
    query: (account, invoiceNo) => query(nuonuoAccount(account), invoiceNo),

    reversalRequestBody: (account, terms) =>
      redFormRequestBody(nuonuoAccount(account), terms, terms.buyerName),
    async reverse(account, requestBody) {
      const own = nuonuoAccount(account);
      const answer = await client.call(own, METHODS.reverse, requestBody);
      if (answer.kind === 'done') return done({ status: 'reversing' });
      if (answer.kind === 'unknown' || answer.code === INVOICE_MISCONFIGURED) return answer;
      return believed(answer, await queryReversal(own, reversalNoIn(requestBody)));
    },
    queryReversal: (account, reversalNo) => queryReversal(nuonuoAccount(account), reversalNo),

    fetchFile: async (_account, url) =>
      URL.canParse(url)
        ? client.fetch(new URL(url))
        : notDone('NO_SUCH_FILE', reasonText('invoice_file_address')),

    readHint: (body) => hintedNumber(body),
    hintReply: { contentType: 'application/json', body: '{"status":"0000","message":"同步成功"}' },
  };
}

/**
 * A refusal is believed where there is nothing by that number: what is given up is asked for under another. What
 * was there already is adopted.
 */
function believed<T extends InvoiceState | ReversalState>(
  refusal: Extract<Outcome<T>, { kind: 'not_done' }>,
  found: Outcome<T>,
): Outcome<T> {
  if (found.kind === 'done' && found.value.status !== 'not_found') return found;
  if (found.kind === 'done' && refusal.code !== DUPLICATE) return refusal;
  return unknown(reasonText('invoice_unproven', { who: '诺诺', code: refusal.code }));
}

function first(list: unknown): Record<string, unknown> | undefined {
  const [record]: readonly unknown[] = Array.isArray(list) ? list : [];
  return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : undefined;
}

function orderNoIn(requestBody: string): string {
  return String(propertyOf(propertyOf(JSON.parse(requestBody), 'order'), 'orderNo'));
}

function reversalNoIn(requestBody: string): string {
  return String(propertyOf(JSON.parse(requestBody), 'billId'));
}

/** A form with `operater=callback`: about an invoice by its order number, about a red form by its own. */
function hintedNumber(body: Buffer): string | undefined {
  const form = new URLSearchParams(body.toString('utf8'));
  if (form.get('operater') !== 'callback') return undefined;
  return form.get('orderno') ?? form.get('billId') ?? undefined;
}
