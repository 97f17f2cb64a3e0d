import type { InvoiceView } from '@zhixiao/contract/cashier/invoice-view';
import type { RefusalShown } from '@zhixiao/contract/cashier/plain-page';
import { FieldError, readFields } from '@zhixiao/protocol/fields';
import { invoiceShape, requireTaxNo } from '@zhixiao/protocol/invoice-fields';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { App } from '../../apps/app.ts';
import type { ChannelAccount } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { readFormBodies } from '../../http/request-bodies.ts';
import type { Invoice } from '../../invoices/invoice.ts';
import { INVOICE_FILE_KINDS, INVOICE_FILE_TYPES, type InvoiceFileKind } from '../../invoices/provider.ts';
import { invoiceByVerifyCode, invoiceFile, latestInvoice } from '../../invoices/query-invoice.ts';
import { requestInvoiceAsPayer } from '../../invoices/request-as-payer.ts';
import { taxNoWarning } from '../../invoices/tax-number.ts';
import type { Order } from '../../orders/order.ts';
import { orderById } from '../../orders/order-by-id.ts';
import type { Payment } from '../../payments/payment.ts';
import { type OrderSnapshot, snapshotOf } from '../../processing/query-order.ts';
import { Refusal } from '../../refusal.ts';
import type { SchoolBrand } from '../../schools/brand.ts';
import { refusalWords } from '../refusals.ts';
import { agreementIn, askFor } from './consent-form.ts';
import { fileCodeOf } from './file-link.ts';
import type { CashierFrontEnd } from './front-end.ts';
import { canAskAgain, formOf, orderInvoiceView, snapshotView } from './invoice-views.ts';
import { finishSignIn } from './payer-identity.ts';
import { invoicePath, isPayer } from './payer-proof.ts';
import { type Exchange, sendPlainPage } from './plain-page.ts';
import { invoiceSignInPath, provePayer } from './prove-payer.ts';

const FORM_LIMIT_BYTES = 8 * 1024;

interface InvoiceRoute {
  Params: { orderId: string };
  Querystring: { again?: string; claim?: string; wallet?: string };
  Body: URLSearchParams;
}

const UNDER_WAY: readonly InvoiceView['state'][] = ['underWay', 'reversing'];
/** A receipt is there within a second, an invoice of an issuer within minutes. */
const LOOKS_AGAIN_SECONDS = 5;

/** Pages where a payer requests an invoice and downloads its files, and where a third party verifies one. */
export function invoicePages(
  server: FastifyInstance,
  core: Core,
  frontEnd: CashierFrontEnd,
  sandboxUrl: string | undefined,
): void {
  const isSandbox = sandboxUrl !== undefined;
  readFormBodies(server, FORM_LIMIT_BYTES);
  const send = (exchange: Exchange, path: string, view: InvoiceView, brand?: SchoolBrand) => {
    // the page runs no script
    if (UNDER_WAY.includes(view.state))
      exchange.reply.header('refresh', `${LOOKS_AGAIN_SECONDS}; url=${path}`);
    return sendPlainPage(core, exchange, { path, query: {}, brand }, (words) =>
      frontEnd.renderInvoicePage({
        view,
        isSent: core.senders.size > 0,
        ...words,
        sandbox: isSandbox,
        style: frontEnd.entry.style,
      }),
    );
  };
  payersPages(server, core, send, isSandbox);
  checkPages(server, core, send);
}

type Send = (exchange: Exchange, path: string, view: InvoiceView, brand?: SchoolBrand) => FastifyReply;

function payersPages(server: FastifyInstance, core: Core, send: Send, isSandbox: boolean): void {
  const prove = (exchange: Exchange, { paid, school, app }: Found): FastifyReply => {
    if (!paid) throw new Error('nobody has paid this order');
    const proving = provePayer(core, exchange, { ...paid, school }, isSandbox);
    if ('redirect' in proving) return exchange.reply.redirect(proving.redirect, 303);
    return send(exchange, invoicePath(paid.payment.orderId), proving.view, app.brand);
  };

  server.get<InvoiceRoute>('/pay/invoice/:orderId', async (request, reply) => {
    const { orderId } = request.params;
    const exchange = { request, reply };
    const found = await findOrder(core, orderId);
    const path = invoicePath(orderId);
    if (!found) return send({ request, reply: reply.notHere().code(404) }, path, { state: 'notFound' });
    const { snapshot, school, invoice, paid, app } = found;
    if (!paid) return send(exchange, path, { state: 'notPaid', school }, app.brand);
    const isOwn = isPayer(core, request, paid.payment, paid.account);
    const wantsForm = !invoice || (request.query.again !== undefined && canAskAgain(invoice));
    if (!isOwn && (wantsForm || request.query.claim !== undefined)) return prove(exchange, found);
    const consent = askFor(core, 'invoice', app);
    if (wantsForm) return send(exchange, path, formOf(snapshot, { school, consent }, {}), app.brand);
    return send(exchange, path, orderInvoiceView(core, invoice, snapshot, school, isOwn), app.brand);
  });

  server.get<InvoiceRoute>('/pay/invoice/:orderId/sign-in', async (request, reply) => {
    const { orderId } = request.params;
    const found = await findOrder(core, orderId);
    if (!found) reply.notHere();
    const account = found?.paid?.account;
    const signInPath = invoiceSignInPath(orderId);
    const signedIn = account && (await finishSignIn(core, { request, reply }, account, signInPath));
    const wallet = isSandbox && account ? `&wallet=${account.channel}` : '';
    const failed = signedIn ? '' : '&sign_in=failed';
    return reply.redirect(`${invoicePath(orderId)}?claim=1${failed}${wallet}`);
  });

  server.post<InvoiceRoute>('/pay/invoice/:orderId', async (request, reply) => {
    const { orderId } = request.params;
    const found = await findOrder(core, orderId);
    const path = invoicePath(orderId);
    if (!found) return send({ request, reply: reply.notHere().code(404) }, path, { state: 'notFound' });
    const { snapshot, school, paid, app } = found;
    if (!paid)
      return send({ request, reply: reply.code(409) }, path, { state: 'notPaid', school }, app.brand);
    // whatever he says: nothing of it is looked at
    if (!isPayer(core, request, paid.payment, paid.account)) {
      return prove({ request, reply: reply.code(403) }, found);
    }
    const values = Object.fromEntries([...request.body].map(([name, value]) => [name, value.trim()]));
    const refused = await ask(core, app, snapshot.order, values);
    if (!refused) return reply.redirect(path, 303);
    const consent = askFor(core, 'invoice', app);
    const view = { ...formOf(snapshot, { school, consent }, values), ...refused };
    return send({ request, reply: reply.code(409) }, path, view, app.brand);
  });
}

function checkPages(server: FastifyInstance, core: Core, send: Send): void {
  server.get<{ Params: { code: string } }>('/receipt/:code', async (request, reply) => {
    const invoice = await invoiceByVerifyCode(core, request.params.code);
    const path = `/receipt/${encodeURIComponent(request.params.code)}`;
    if (!invoice) return send({ request, reply: reply.notHere().code(404) }, path, { state: 'notFound' });
    const found = await findOrder(core, invoice.orderId);
    if (!found) throw new Error(`order ${invoice.orderId} of an invoice does not exist`);
    const view = snapshotView(invoice, found.snapshot, found.school);
    const shown = view.state === 'issued' ? ({ ...view, state: 'valid' } as const) : view;
    return send({ request, reply }, path, shown, found.app.brand);
  });

  server.get<{ Params: { file: string } }>('/invoice-files/:file', async (request, reply) => {
    const [name = '', ending] = request.params.file.split('.');
    const kind = INVOICE_FILE_KINDS.find((one) => one === ending);
    const file = kind && (await invoiceFile(core, fileCodeOf(core, name), kind));
    return file
      ? sendFile(reply, file)
      : reply.notHere().code(404).send('票据文件不存在，或链接已失效：请从票据页面重新打开');
  });
}

function sendFile(
  reply: FastifyReply,
  { kind, content, number }: { kind: InvoiceFileKind; content: Buffer; number: string },
): FastifyReply {
  // somebody else's bytes never run as a page of ours: the policy of what is no page has them in a sandbox
  return reply
    .type(INVOICE_FILE_TYPES[kind])
    .header('content-disposition', `attachment; filename="${number}.${kind}"`)
    .send(content);
}

/** An order with its school, its latest invoice and, once it is paid, what paid it. */
interface Found {
  readonly snapshot: OrderSnapshot;
  readonly school: string;
  readonly app: App;
  readonly invoice: Invoice | undefined;
  readonly paid: { readonly payment: Payment; readonly account: ChannelAccount | undefined } | undefined;
}

async function findOrder(core: Core, orderId: string): Promise<Found | undefined> {
  const order = await orderById(core, orderId);
  const app = order && (await core.apps(order.appId));
  if (!order || !app) return undefined;
  const invoice = await latestInvoice(core, order);
  const snapshot = await snapshotOf(core, order);
  const { payment } = snapshot;
  const account = payment && (await core.accounts.byId(payment.channelAccountId));
  const paid = payment && order.status === 'paid' ? { payment, account } : undefined;
  return { snapshot, school: app.schoolName, app, invoice, paid };
}

/** Undefined: the invoice was requested. */
async function ask(
  core: Core,
  app: App,
  order: Order,
  values: Readonly<Record<string, string>>,
): Promise<{ refusal: RefusalShown } | { doubt: string } | undefined> {
  try {
    const isCompany = values.payer_type === '2';
    const terms = requireTaxNo(
      readFields(invoiceShape, { ...values, payer_taxnum: isCompany ? values.payer_taxnum : null }),
    );
    const doubt = terms.payer_taxnum === undefined ? undefined : taxNoWarning(terms.payer_taxnum);
    if (doubt !== undefined && values.sure !== values.payer_taxnum) return { doubt };
    const agreement = agreementIn(core, 'invoice', app, (name) => values[name]);
    if ('missing' in agreement) return { refusal: NOT_AGREED[agreement.missing] };
    await requestInvoiceAsPayer(core, order, terms, { schoolId: app.schoolId, text: agreement.text });
    return undefined;
  } catch (error) {
    if (error instanceof FieldError) return { refusal: unfit(error) };
    if (error instanceof Refusal) return { refusal: refusalWords(error) };
    throw error;
  }
}

function unfit({ field, problem }: FieldError): RefusalShown {
  const { zh, en } = FIELD_NAMES[field] ?? { zh: '', en: 'Something' };
  return { message: `${zh}${problem}`, inEnglish: `${en} is not valid.` };
}

const NOT_AGREED = {
  consent: {
    message: '请阅读个人信息使用说明，并在同意后提交',
    inEnglish: 'Please read how your data is used and agree before you submit.',
  },
  text: {
    message: '个人信息使用说明已更新，请阅读后重新同意',
    inEnglish: 'The text has changed. Please read it and agree again.',
  },
} as const;

const FIELD_NAMES: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  payer_type: { zh: '开票类型', en: 'Whom it is for' },
  payer_name: { zh: '抬头', en: 'The name' },
  payer_taxnum: { zh: '纳税人识别号', en: 'The tax number' },
  phone: { zh: '接收手机', en: 'The mobile phone' },
  payer_email: { zh: '接收邮箱', en: 'The e-mail address' },
  piaoju_memo: { zh: '备注', en: 'The note' },
};
