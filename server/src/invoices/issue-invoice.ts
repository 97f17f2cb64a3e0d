import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { maskPersonal } from '../lib/mask.ts';
import type { Outcome } from '../lib/outcome.ts';
import type { Payer } from '../orders/order.ts';
import type { SchoolBrand } from '../schools/brand.ts';
import { findAccountOfAppSchool, storedAccountId } from './account-store.ts';
import { buyerOf, hintUrl, type Invoice, type SentInvoice, verifyUrl } from './invoice.ts';
import {
  lockInvoice,
  markInvoiceBlocked,
  markInvoiceFailed,
  markInvoiceIssued,
  markInvoiceSent,
} from './invoice-store.ts';
import { noteAttempt } from './note-attempt.ts';
import { findPaidOrder } from './paid-order-store.ts';
import {
  INVOICE_MISCONFIGURED,
  InvalidInvoiceAccount,
  type InvoiceAccount,
  type InvoiceState,
  type InvoiceTerms,
  type IssuedInvoice,
} from './provider.ts';
import { type ProviderAccount, providerOf } from './provider-of.ts';
import { markInvoiceReversing } from './reversal-store.ts';

/**
 * Sends an invoice for the first time: what it says is decided and committed, and only then is it sent. The amount
 * is what is left of the payment at that moment.
 */
export async function sendInvoice(core: Core, invoice: Invoice): Promise<void> {
  const account = await findAccountOfAppSchool(core.db, core.vault, invoice.appId);
  let sent: SentInvoice | undefined;
  try {
    sent = await core.db.transaction((tx) => prepare(core, tx, invoice, account));
  } catch (error) {
    if (!(error instanceof InvalidInvoiceAccount)) throw error;
    const unusable = { kind: 'not_done', code: INVOICE_MISCONFIGURED, message: error.message } as const;
    await noteAttempt(core, invoice, 'issue', unusable);
    return warn(core, invoice, unusable);
  }
  if (!sent) return;
  await submit(core, { ...invoice, sent }, await providerOf(core, sent.provider, sent.accountId), sent);
}

/** Asks how an invoice that was sent stands; one the provider never got is sent again, as it was. */
export async function checkInvoice(core: Core, invoice: Invoice, sent: SentInvoice): Promise<void> {
  const { provider, account } = await providerOf(core, sent.provider, sent.accountId);
  const answer = await provider.query(account, invoice.invoiceNo);
  await noteAttempt(core, invoice, 'query', answer);
  if (answer.kind === 'done' && answer.value.status === 'not_found') {
    await submit(core, invoice, { provider, account }, sent);
  } else if (answer.kind === 'done') {
    await book(core, invoice, answer.value);
  } else {
    warn(core, invoice, answer);
  }
}

async function submit(
  core: Core,
  invoice: Invoice,
  { provider, account }: ProviderAccount,
  { requestBody }: SentInvoice,
): Promise<void> {
  const answer = await provider.issue(account, requestBody);
  await noteAttempt(core, invoice, 'issue', answer);
  if (answer.kind === 'done') await book(core, invoice, answer.value);
  else if (answer.kind === 'not_done' && answer.code !== INVOICE_MISCONFIGURED) {
    await fail(core, invoice, answer.message);
  } else warn(core, invoice, answer);
}

/** Undefined when there is nothing to send: another has sent it, or no money is left to issue it for. */
async function prepare(
  core: Core,
  tx: Transaction,
  invoice: Invoice,
  account: InvoiceAccount,
): Promise<SentInvoice | undefined> {
  const order = await findPaidOrder(tx, core.vault, invoice.appId, invoice.orderId);
  const locked = await lockInvoice(tx, core.vault, invoice);
  if (locked.status !== 'requested') return undefined;
  if (order.remaining === 0) {
    await markInvoiceFailed(tx, invoice, reasonText('invoice_nothing_left'), core.clock.now());
    return undefined;
  }
  const adapter = core.invoiceProviders.get(account.provider);
  if (!adapter) {
    const { provider } = account;
    throw new InvalidInvoiceAccount(
      reasonText('invoice_provider', { name: provider }),
      `The provider ${provider} is not available.`,
    );
  }
  adapter.checkAccount(account);
  const accountId = storedAccountId(account);
  const { piaoju_memo: memo } = locked.terms;
  const sent: SentInvoice = {
    provider: account.provider,
    accountId,
    amount: order.remaining,
    requestBody: adapter.issueRequestBody(account, {
      invoiceNo: invoice.invoiceNo,
      buyer: buyerOf(locked.terms),
      schoolName: order.schoolName,
      ...lookOf(order.brand),
      orderNumber: order.outTradeNo,
      ...studentOf(order.payer),
      item: order.body,
      amount: order.remaining,
      channel: order.channel,
      transactionId: order.transactionId,
      paidAt: order.paidAt,
      verifyUrl: verifyUrl(core.publicUrl, locked.verifyCode),
      callbackUrl: hintUrl(core.publicUrl, accountId),
      ...(memo === undefined ? {} : { memo }),
    }),
  };
  await markInvoiceSent(tx, core.vault, invoice, sent);
  return sent;
}

function lookOf({ logoHash, colour }: SchoolBrand): Pick<InvoiceTerms, 'logoHash' | 'colour'> {
  return { ...(logoHash === undefined ? {} : { logoHash }), ...(colour === undefined ? {} : { colour }) };
}

function studentOf({ userName: name, userNo: no }: Payer): Pick<InvoiceTerms, 'student'> {
  if (name === undefined && no === undefined) return {};
  return { student: { ...(no === undefined ? {} : { no }), ...(name === undefined ? {} : { name }) } };
}

/** Books what the provider says of an invoice that was sent. */
async function book(core: Core, invoice: Invoice, state: InvoiceState): Promise<void> {
  switch (state.status) {
    case 'not_found':
    case 'issuing':
    // it exists, but its file is not available yet
    case 'sealing':
      return;
    case 'blocked_auth':
      core.log.error({ ...about(invoice), alert: 'invoice_blocked' }, 'invoicing waits for a person');
      return markInvoiceBlocked(core.db, invoice, maskPersonal(state.reason));
    case 'failed':
      return fail(core, invoice, state.reason);
    case 'issued':
      return core.db.transaction((tx) => bookIssued(core, tx, invoice, state.invoice));
  }
}

/** A refund that came while it was being issued has it taken back at once. */
async function bookIssued(
  core: Core,
  tx: Transaction,
  invoice: Invoice,
  issued: IssuedInvoice,
): Promise<void> {
  const { remaining } = await findPaidOrder(tx, core.vault, invoice.appId, invoice.orderId);
  const { status, sent } = await lockInvoice(tx, core.vault, invoice);
  if (status !== 'issuing' && status !== 'blocked_auth') return;
  await markInvoiceIssued(tx, core.vault, invoice, issued, core.clock.now());
  wakeWorkers(tx, 'invoice');
  if (sent?.amount !== remaining)
    await markInvoiceReversing(tx, invoice, { reissues: true }, core.clock.now());
}

async function fail(core: Core, invoice: Invoice, reason: string): Promise<void> {
  await core.db.transaction(async (tx) => {
    const { status } = await lockInvoice(tx, core.vault, invoice);
    if (status !== 'issuing' && status !== 'blocked_auth') return;
    await markInvoiceFailed(tx, invoice, maskPersonal(reason), core.clock.now());
    core.log.error({ ...about(invoice), alert: 'invoice_failed' }, 'invoice failed');
  });
}

function warn(core: Core, invoice: Invoice, answer: Exclude<Outcome<unknown>, { kind: 'done' }>): void {
  const isOurs = answer.kind === 'not_done' && answer.code === INVOICE_MISCONFIGURED;
  const reason = answer.kind === 'not_done' ? answer.message : answer.reason;
  core.log[isOurs ? 'error' : 'warn'](
    {
      ...about(invoice),
      reason: maskPersonal(reason),
      ...(isOurs ? { alert: 'invoice_misconfigured' } : {}),
    },
    'the invoice provider could not say',
  );
}

/** What logs say of an invoice. */
export function about({ appId, orderId, invoiceNo }: Invoice) {
  return { appId, orderId, invoiceNo };
}
