import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { firstAdministrator, PASSWORD, tokenOf } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms } from '../helpers/partner/partner.ts';

const CANARIES = { user_no: '2013141516', user_name: '欧阳张三丰' };
const INVOICE = {
  payer_type: 1,
  payer_name: '司马小明',
  phone: '13912345678',
  payer_email: 'canary@example.com',
};
const PERSON = { userNo: '20150617007', userName: '诸葛金丝', phone: '13798765432', idTail: '07109X' };
const OPENID = 'oCanary00000000000000000zhan';
/** Bound to a person by an operator. */
const BOUND = 'oCanary000000000000000bound0';
/** Whom the emulated channels name: the wallets that pay here. */
const PAYERS = ['oSandboxPayer0000000000zhang', '2088612279536603'];

let gateway: Gateway;
let logged = '';
/** What was answered to requests that could not be read. */
let answered = '';
/** What an operator's browser and authenticator hold. */
const operatorSecrets: string[] = [];
beforeAll(async () => {
  gateway = await startGateway({
    log: createLog('trace', {
      write: (line) => {
        logged += line;
      },
    }),
  });
  for (const channelUnwell of [false, true]) {
    if (channelUnwell)
      await gateway.wechat.fault({ match: { path: '/jsapi$' }, times: 1, fault: 'status', status: 500 });
    const terms = {
      ...CANARIES,
      piaoju: INVOICE,
      pay_type: 1,
      openid: OPENID,
      out_trade_no: `n${channelUnwell}`,
    };
    await gateway.partner.order(terms).catch(() => undefined);
  }
  // a partner that answers with all that it was told
  gateway.endpoint.answer = {
    status: 500,
    body: JSON.stringify({ ...CANARIES, uid: PAYERS, openid: OPENID }),
  };
  const order = await gateway.partner.order({ ...CANARIES, piaoju: INVOICE });
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  const byAlipay = await gateway.partner.order(CANARIES);
  await gateway.alipay.pay({ code_url: await gateway.openCode(byAlipay.orderId, 'alipay') });
  for (const { outTradeNo } of [order, byAlipay]) {
    await gateway.advanceUntil(5_000, 'the attempt to notify', () => isNotified(outTradeNo));
  }
  await gateway.partner.call('order_refund', { out_trade_no: order.outTradeNo, refund_fee: '1' });
  await gateway.wechat.pay({ prepay_id: await prepaid(OPENID) });
  await fetch(`${gateway.url}/channel/wechat/sandbox-wechat`, {
    method: 'POST',
    body: JSON.stringify({ openid: OPENID }),
  });
  await throughTheConsole();
  await unreadable();
  gateway.app.core.log.info(
    { keys: TEST_APP, payer: CANARIES, order: { userName: CANARIES.user_name } },
    'logged whole by mistake',
  );
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function isNotified(outTradeNo: string): Promise<boolean> {
  const attempts = await gateway.app.core.db.query({
    text: `select from notification_attempts join notifications using (app_id, notification_id)
             join orders using (app_id, order_id) where out_trade_no = $1`,
    values: [outTradeNo],
  });
  return attempts.length > 0;
}

/** What a mini-program pays an order of this payer with. */
async function prepaid(openid: string): Promise<string> {
  const terms = orderTerms(gateway.endpoint.url, { ...CANARIES, pay_type: 1, openid });
  const { content } = await gateway.partner.call('order_create', terms);
  return String((content.sp_data as { package: string }).package).replace('prepay_id=', '');
}

async function throughTheConsole(): Promise<void> {
  const admin = await firstAdministrator(gateway);
  const totp = await admin.call('POST /account/totp');
  const invited = await admin.call('POST /operators', { account: 'canary', name: '某人', role: 'support' });
  const [token = ''] = /[^=]+$/.exec(admin.cookies().split(';')[0] ?? '') ?? [];
  operatorSecrets.push(PASSWORD, token, totp.body.secret, tokenOf(invited.body.address));
  const lines = [
    '学号,姓名,手机号,证件号',
    Object.values(PERSON).slice(0, 3).join(',').concat(`,110101199003${PERSON.idTail}`),
  ];
  const content = Buffer.from(lines.join('\n')).toString('base64');
  await admin.call('POST /directory/roster', {
    schoolId: '10086',
    content,
    isPreview: false,
    identityType: 1,
  });
  for (const [by, text] of [
    ['user_no', PERSON.userNo],
    ['user_name', PERSON.userName],
  ]) {
    await admin.call('POST /directory/find', { schoolId: '10086', by, text });
  }
  await admin.call('POST /orders/find', { person: CANARIES.user_name });
  for (const uid of [OPENID, BOUND]) {
    const { body } = await admin.call('POST /orders/find', { person: uid });
    expect(body.rows).toHaveLength(uid === OPENID ? 3 : 0);
  }
  const binding = { schoolId: '10086', userNo: PERSON.userNo, channel: 'wechat', uid: BOUND };
  expect((await admin.call('POST /directory/bind', binding)).status).toBe(200);
  await admin.call('POST /directory/find', { schoolId: '10086', by: 'uid', text: BOUND });
  await admin.call('POST /directory/unbind', { schoolId: '10086', uid: BOUND, reason: '测试' });
  expect(operatorSecrets.every((secret) => secret?.length > 10)).toBe(true);
}

/** Bodies that break off, have a NUL or are of the wrong type, with people in them; and an error of the database. */
async function unreadable(): Promise<void> {
  const said = JSON.stringify({ ...CANARIES, ...INVOICE, ...PERSON });
  const bodies = [said.slice(0, -1), `${said}x`, `{"user_name":"${CANARIES.user_name}\u0000","a":${said}`];
  const paths = [
    '/console-api/sign-in',
    '/cashier-api/orders/1/payments',
    '/pay_api/order_create',
    '/bind/partner1/wechat',
  ];
  for (const path of [...paths, '/pay/invoice/1', '/channel/alipay/sandbox-alipay', '/nothing']) {
    for (const body of bodies) {
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/xml']) {
        const headers = { 'content-type': type, origin: gateway.url, 'x-console': '1' };
        answered += await (await fetch(gateway.url + path, { method: 'POST', headers, body })).text();
      }
    }
  }
  const { db, log } = gateway.app.core;
  const err = await db
    .query({ text: 'insert into schools (school_id, name) values ($1, $2)', values: ['x', PERSON.userName] })
    .catch((error: unknown) => error);
  expect(String((err as { detail?: string }).detail)).toContain(PERSON.userName);
  log.error({ err }, 'a row that does not fit');
}

async function secrets(): Promise<string[]> {
  const account = await gateway.app.core.accounts.byId('sandbox-wechat');
  return [
    ...Object.values(CANARIES),
    ...Object.values(PERSON),
    ...operatorSecrets,
    INVOICE.payer_name,
    INVOICE.phone,
    INVOICE.payer_email,
    OPENID,
    BOUND,
    ...PAYERS,
    TEST_APP.appSecret,
    TEST_APP.aesKey,
    ...Object.values(account?.secrets ?? {}).map((secret) => String(secret).split('\n')[1] ?? String(secret)),
  ];
}

test('the log has none of the secrets and personal data that went through', async () => {
  expect(logged).toContain('notification attempt');
  for (const secret of await secrets()) expect(logged).not.toContain(secret);
});

test('an answer to what cannot be read repeats nothing of it, and an error tells of no row', async () => {
  expect(answered).toContain('请求无效');
  for (const secret of await secrets()) expect(answered).not.toContain(secret);
  expect(logged).toContain('a row that does not fit');
});

test('the database holds them only sealed', async () => {
  const { db } = gateway.app.core;
  const tables = await db.query<{ name: string }>({
    text: `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  });
  expect(tables.length).toBeGreaterThan(8);
  for (const { name } of tables) {
    const rows = await db.query<{ row: string }>({ text: `select t::text as row from ${name} t` });
    const text = rows.map(({ row }) => row).join('\n');
    for (const secret of await secrets()) {
      expect(text, name).not.toContain(secret);
      expect(text, name).not.toContain(Buffer.from(secret).toString('hex'));
    }
  }
});

test('the cashier shows a payer masked', async () => {
  const { orderId } = await gateway.partner.order(CANARIES);
  for (const path of [`/cashier-api/orders/${orderId}`, `/pay/orderId/${orderId}.html`]) {
    const text = await (await fetch(gateway.url + path)).text();
    for (const canary of Object.values(CANARIES)) expect(text).not.toContain(canary);
  }
  const view = await (await fetch(`${gateway.url}/cashier-api/orders/${orderId}`)).json();
  expect(view).toMatchObject({ userName: '欧***', userNo: '20******16' });
});
