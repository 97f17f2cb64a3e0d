import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NUONUO_SECRETS, NUONUO_SETTINGS } from '../../server/test/helpers/channels/emulated-nuonuo.ts';
import { emulatorAdmin } from '../../server/test/helpers/channels/emulator-admin.ts';
import { type ConsoleClient, PASSWORD, tokenOf, visitor } from '../../server/test/helpers/console/console.ts';
import { PERSON } from '../../server/test/helpers/partner/invoices.ts';
import { partnerOf } from '../../server/test/helpers/partner/partner.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import type { CheckoutServer } from './checkout-server.ts';

/** What the rows of a release are about, for the test that upgrades them. */
export interface FilledOrders {
  /** Paid by WeChat and refunded in part. */
  readonly wechat: string;
  readonly alipay: string;
  /** Its partner has not acknowledged it; notified at `endpoint`. */
  readonly unacknowledged: string;
  readonly unpaid: string;
  readonly closed: string;
  readonly invoiced: string;
  readonly endpoint: string;
}

const SCHOOL_ID = '10086';

/**
 * Fills a running sandbox server of any release through its own interfaces: orders, payments of both channels, refunds,
 * notifications, an invoice, operators, audit entries. Everybody in it is invented.
 */
export async function fill(server: CheckoutServer): Promise<FilledOrders> {
  const endpoint = await startEndpoint();
  try {
    const partner = partnerOf(server.url, `${endpoint.url}/answers`);
    const admin = await firstOperator(server);
    await invite(server, admin, 'caiwu', 'finance');
    await useNuonuo(server, admin);

    const wechat = await partner.order({ user_no: '20140548', user_name: '张三' });
    const alipay = await partner.order({ total_fee: '2500', body: '学费' });
    const unacknowledged = await partner.order({ notify_url: `${endpoint.url}/refuses` });
    const invoiced = await partner.order({ total_fee: '3000' });
    const unpaid = await partner.order();
    const closed = await partner.order();
    await partner.order({ pay_type: 1, openid: `o${'F'.repeat(27)}` });
    for (const { orderId } of [wechat, unacknowledged, invoiced]) await pay(server, orderId, 'wechat');
    await pay(server, alipay.orderId, 'alipay');
    await partner.call('order_close', { out_trade_no: closed.outTradeNo });
    for (const { outTradeNo } of [wechat, alipay, unacknowledged, invoiced]) {
      await until(
        `${outTradeNo} to be paid`,
        partner,
        'order_query',
        outTradeNo,
        ({ status }) => status === '2',
      );
    }

    await partner.call('order_refund', { out_trade_no: wechat.outTradeNo, refund_fee: '30' });
    await refundInConsole(admin, alipay.orderId);
    await partner.call('piaoju_create', { out_trade_no: invoiced.outTradeNo, ...PERSON });
    const isSettled = (content: Record<string, unknown>) =>
      (content.refunds as { status: string }[] | undefined)?.every(({ status }) => status === '2') ?? false;
    for (const { outTradeNo } of [wechat, alipay]) {
      await until(`the refund of ${outTradeNo}`, partner, 'refund_query', outTradeNo, isSettled);
    }
    await until(
      'the invoice',
      partner,
      'piaoju_query',
      invoiced.outTradeNo,
      (content) => content.url !== undefined,
    );
    await look(admin, wechat.orderId);
    await waitFor(() => endpoint.refused() > 0, { what: 'the unacknowledged notification' });
    return {
      wechat: wechat.outTradeNo,
      alipay: alipay.outTradeNo,
      unacknowledged: unacknowledged.outTradeNo,
      unpaid: unpaid.outTradeNo,
      closed: closed.outTradeNo,
      invoiced: invoiced.outTradeNo,
      endpoint: `${endpoint.url}/refuses`,
    };
  } finally {
    endpoint.close();
  }
}

/** Acknowledges at one address and refuses at the other. */
async function startEndpoint() {
  let refused = 0;
  const server = createServer((request, response) => {
    const accepts = request.url === '/answers';
    if (!accepts) refused += 1;
    request
      .resume()
      .on('end', () => response.writeHead(accepts ? 200 : 500).end(accepts ? 'success' : 'later'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    refused: () => refused,
    close: () => server.close().closeAllConnections(),
  };
}

async function firstOperator(server: CheckoutServer): Promise<ConsoleClient> {
  await waitFor(() => /console\/\S*#\S+/.test(server.output()), { what: 'the first link' });
  const [address = ''] = /http\S*#\S+/.exec(server.output()) ?? [];
  const admin = visitor(server);
  const operator = { account: 'admin', name: '管理员', password: PASSWORD };
  await done(admin.call('POST /links/use', { token: tokenOf(address), ...operator }));
  return admin;
}

async function invite(server: CheckoutServer, admin: ConsoleClient, account: string, role: string) {
  const { address } = await done(admin.call('POST /operators', { account, name: '财务', role }));
  await done(
    visitor(server).call('POST /links/use', { token: tokenOf(String(address)), password: PASSWORD }),
  );
}

async function useNuonuo(server: CheckoutServer, admin: ConsoleClient) {
  await emulatorAdmin(server.sandboxUrl)('PUT', `/nuonuo/accounts/${NUONUO_SETTINGS.appKey}`, {
    app_secret: NUONUO_SECRETS.appSecret,
    tax_no: NUONUO_SETTINGS.sellerTaxNo,
    clerk: NUONUO_SETTINGS.clerk,
    plan: {},
  });
  const account = {
    schoolId: SCHOOL_ID,
    provider: 'nuonuo',
    settings: NUONUO_SETTINGS,
    secrets: NUONUO_SECRETS,
  };
  await done(admin.call('POST /invoice-accounts', account));
}

async function pay(server: CheckoutServer, orderId: string, channel: 'wechat' | 'alipay') {
  const answer = await fetch(`${server.url}/cashier-api/orders/${orderId}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, device: 'desktop' }),
  });
  const view = (await answer.json()) as { payment?: { codeUrl: string } };
  const body = { result: 'success', code_url: view.payment?.codeUrl };
  await emulatorAdmin(server.sandboxUrl)('POST', `/${channel}/pay`, body);
}

/** As it is called now, or as v0.1.0 called it. */
async function refundInConsole(admin: ConsoleClient, orderId: string) {
  const refund = { orderId, reason: '重复缴费' };
  const key = 'a'.repeat(32);
  const now = await admin.call('POST /orders/:orderId/refund', {
    ...refund,
    refundAmount: 500,
    idempotencyKey: key,
  });
  if (now.status === 200) return;
  await done(admin.call('POST /orders/:orderId/refund', { ...refund, refundFee: 500, wishId: key }));
}

/** What operators look at, so that its statements are recorded. */
async function look(admin: ConsoleClient, orderId: string) {
  const today = new Date().toISOString().slice(0, 10);
  const lists = [
    'orders',
    'refunds',
    'invoices',
    'notifications',
    'apps',
    'channel-accounts',
    'schools',
    'operators',
  ];
  for (const list of [...lists, 'audit', 'problems', 'endpoints']) await done(admin.call(`GET /${list}`));
  await done(admin.call('GET /orders/:orderId', { orderId }));
  await done(admin.call('GET /overview', { from: today, to: today }));
  await done(admin.call('POST /directory/find', { schoolId: SCHOOL_ID, by: 'user_no', text: '20140548' }));
}

async function done(reply: ReturnType<ConsoleClient['call']>): Promise<Record<string, unknown>> {
  const { status, body } = await reply;
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

async function until(
  what: string,
  partner: ReturnType<typeof partnerOf>,
  name: string,
  outTradeNo: string,
  holds: (content: Record<string, unknown>) => boolean,
) {
  await waitFor(async () => holds((await partner.call(name, { out_trade_no: outTradeNo })).content), {
    what,
  });
}
