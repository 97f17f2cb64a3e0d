import type { InvoiceStanding, InvoiceView } from '@zhixiao/cashier/invoice-view';
import { FieldError, readFields } from '@zhixiao/protocol/fields';
import { invoiceShape, requireTaxNo } from '@zhixiao/protocol/invoice-fields';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Core } from '../core.ts';
import { fileUrl, type Invoice, type InvoiceStatus } from '../invoices/invoice.ts';
import { INVOICE_FILE_KINDS, INVOICE_FILE_TYPES, type InvoiceFileKind } from '../invoices/provider.ts';
import { invoiceByVerifyCode, invoiceFile, latestInvoice } from '../invoices/query-invoice.ts';
import { requestInvoice } from '../invoices/request-invoice.ts';
import { taxNoWarning } from '../invoices/tax-number.ts';
import { maskName } from '../lib/mask.ts';
import type { Order } from '../orders/order.ts';
import { type OrderStanding, orderById, standingOf } from '../orders/query-order.ts';
import { Refusal, refusalMessage } from '../refusal.ts';
import type { CashierFrontEnd } from './front-end.ts';
import { type Exchange, sendPlainPage } from './plain-page.ts';

const BODY_LIMIT_BYTES = 8 * 1024;
/** How long the browser that asked for a document is given it. */
const OWNER_SECONDS = 30 * 24 * 60 * 60;

interface InvoiceRoute {
  Params: { orderId: string };
  Querystring: { again?: string };
  Body: URLSearchParams;
}

/** Where a payer asks for an invoice, where anybody checks one, and where whoever asked gets its files. */
export function invoicePages(
  server: FastifyInstance,
  core: Core,
  frontEnd: CashierFrontEnd,
  sandboxUrl: string | undefined,
): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  const send = (exchange: Exchange, path: string, view: InvoiceView) =>
    sendPlainPage(exchange, { path, query: {} }, (words) =>
      frontEnd.renderInvoicePage({
        view,
        isSent: core.couriers.size > 0,
        ...words,
        sandbox: sandboxUrl !== undefined,
        style: frontEnd.entry.style,
      }),
    );

  server.get<InvoiceRoute>('/pay/invoice/:orderId', async (request, reply) => {
    const exchange = { request, reply };
    const path = pageOf(request.params.orderId);
    const found = await paidOrder(core, request.params.orderId);
    if (!found) return send({ request, reply: reply.code(404) }, path, { state: 'notFound' });
    const { standing, school, invoice } = found;
    if (standing.order.status !== 'paid') return send(exchange, path, { state: 'notPaid', school });
    const isForm = !invoice || (request.query.again !== undefined && canAskAgain(invoice));
    if (isForm) return send(exchange, path, formOf(standing, school, {}));
    const isOwner = request.cookies[ownerCookie(standing.order)] === ownerProof(core, invoice);
    return send(exchange, path, ofPayer(core, invoice, standing, school, isOwner));
  });

  server.post<InvoiceRoute>('/pay/invoice/:orderId', async (request, reply) => {
    const path = pageOf(request.params.orderId);
    const found = await paidOrder(core, request.params.orderId);
    if (!found) return send({ request, reply: reply.code(404) }, path, { state: 'notFound' });
    const { standing, school } = found;
    const values = Object.fromEntries([...request.body].map(([name, value]) => [name, value.trim()]));
    const refused = await ask(core, standing.order, values);
    if (refused) {
      return send({ request, reply: reply.code(409) }, path, {
        ...formOf(standing, school, values),
        ...refused,
      });
    }
    const invoice = await latestInvoice(core, standing.order);
    reply.setCookie(ownerCookie(standing.order), invoice ? ownerProof(core, invoice) : '', {
      path,
      maxAge: OWNER_SECONDS,
      httpOnly: true,
      sameSite: 'lax',
      secure: core.publicUrl.startsWith('https:'),
    });
    return reply.redirect(path, 303);
  });

  server.get<{ Params: { code: string } }>('/receipt/:code', async (request, reply) => {
    const invoice = await invoiceByVerifyCode(core, request.params.code);
    const path = `/receipt/${encodeURIComponent(request.params.code)}`;
    if (!invoice) return send({ request, reply: reply.code(404) }, path, { state: 'notFound' });
    const found = await paidOrder(core, invoice.orderId);
    if (!found) throw new Error(`order ${invoice.orderId} of an invoice does not exist`);
    const view = standingView(invoice, found.standing, found.school);
    return send({ request, reply }, path, view.state === 'issued' ? { ...view, state: 'valid' } : view);
  });

  server.get<{ Params: { file: string } }>('/invoice-files/:file', async (request, reply) => {
    const [code = '', ending] = request.params.file.split('.');
    const kind = INVOICE_FILE_KINDS.find((one) => one === ending);
    const file = kind && (await invoiceFile(core, code, kind));
    return file ? sendFile(reply, file) : reply.code(404).send('票据文件不存在');
  });
}

const pageOf = (orderId: string) => `/pay/invoice/${encodeURIComponent(orderId)}`;
const ownerCookie = ({ orderId }: Order) => `invoice_${orderId}`;

/** What only who asked for these terms holds; what a refund leaves of an invoice has the same ones. */
function ownerProof(core: Core, { orderId, terms }: Invoice): string {
  return core.vault.index(`invoice owner|${orderId}`, JSON.stringify(terms)).toString('base64url');
}

const canAskAgain = ({ status }: Invoice) => status === 'failed' || status === 'reversed';

function sendFile(
  reply: FastifyReply,
  { kind, content, number }: { kind: InvoiceFileKind; content: Buffer; number: string },
): FastifyReply {
  return (
    reply
      .type(INVOICE_FILE_TYPES[kind])
      // somebody else's bytes never run as a page of ours
      .header('content-disposition', `attachment; filename="${number}.${kind}"`)
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .send(content)
  );
}

async function paidOrder(
  core: Core,
  orderId: string,
): Promise<{ standing: OrderStanding; school: string; invoice: Invoice | undefined } | undefined> {
  const order = await orderById(core, orderId);
  const app = order && (await core.apps(order.appId));
  if (!order || !app) return undefined;
  const invoice = await latestInvoice(core, order);
  return { standing: await standingOf(core, order), school: app.schoolName, invoice };
}

/** Undefined: the wish was taken. */
async function ask(
  core: Core,
  order: Order,
  values: Readonly<Record<string, string>>,
): Promise<{ refusal: string } | { doubt: string } | undefined> {
  try {
    const isCompany = values.payer_type === '2';
    const terms = requireTaxNo(
      readFields(invoiceShape, { ...values, payer_taxnum: isCompany ? values.payer_taxnum : null }),
    );
    const doubt = terms.payer_taxnum === undefined ? undefined : taxNoWarning(terms.payer_taxnum);
    if (doubt !== undefined && values.sure !== values.payer_taxnum) return { doubt };
    await requestInvoice(core, order, 'payer', terms);
    return undefined;
  } catch (error) {
    if (error instanceof FieldError) return { refusal: `${FIELD_NAMES[error.field] ?? ''}${error.problem}` };
    if (error instanceof Refusal) return { refusal: refusalMessage(error) };
    throw error;
  }
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  payer_type: '开票类型',
  payer_name: '抬头',
  payer_taxnum: '纳税人识别号',
  phone: '接收手机',
  payer_email: '接收邮箱',
  piaoju_memo: '备注',
};

function formOf(
  { order, payment }: OrderStanding,
  school: string,
  values: Readonly<Record<string, string>>,
): Extract<InvoiceView, { state: 'form' }> {
  return {
    state: 'form',
    school,
    item: order.body,
    amount: (payment?.paidFee ?? 0) - (payment?.refundedFee ?? 0),
    action: pageOf(order.orderId),
    values,
  };
}

const STANDINGS: Readonly<Record<InvoiceStatus, InvoiceStanding>> = {
  requested: 'underWay',
  issuing: 'underWay',
  blocked_auth: 'underWay',
  issued: 'issued',
  failed: 'failed',
  reversing: 'reversing',
  reversed: 'reversed',
};

type StandingView = Extract<InvoiceView, { state: InvoiceStanding }>;

function standingView(invoice: Invoice, { order, payment }: OrderStanding, school: string): StandingView {
  const { issued, status } = invoice;
  return {
    state: STANDINGS[status],
    school,
    item: order.body,
    amount: invoice.sent?.amount ?? (payment?.paidFee ?? 0) - (payment?.refundedFee ?? 0),
    buyer: maskName(invoice.terms.payer_name),
    paidAt: order.paidAt?.getTime() ?? 0,
    refundedFee: payment?.refundedFee ?? 0,
    ...(issued ? { number: issued.number, issuedAt: issued.issuedAt.getTime() } : {}),
  };
}

/** Who asked, in this browser, is given the file; anybody else with the order's link sees how it stands. */
function ofPayer(
  core: Core,
  invoice: Invoice,
  standing: OrderStanding,
  school: string,
  isOwner: boolean,
): InvoiceView {
  const { failure, status } = invoice;
  return {
    ...standingView(invoice, standing, school),
    ...(status === 'failed' && failure !== undefined ? { failure } : {}),
    ...(canAskAgain(invoice) ? { again: `${pageOf(standing.order.orderId)}?again=1` } : {}),
    ...(isOwner && invoice.archivedAt && status === 'issued'
      ? { file: fileUrl(core.publicUrl, invoice.fileCode) }
      : {}),
  };
}
