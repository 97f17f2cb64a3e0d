import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { encrypt } from '@zhixiao/protocol/cipher';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { sealStrongRequest } from '@zhixiao/protocol/profile-message';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { NO_RULES } from '../../src/apps/app-rules.ts';
import { insertApp } from '../../src/apps/app-store.ts';
import { RequestLog } from '../../src/apps/requests/request-log.ts';
import { emptyRequestDays } from '../../src/apps/requests/request-log-store.ts';
import { endTrail, newTrail } from '../../src/apps/requests/request-trail.ts';
import { openDatabase } from '../../src/db/database.ts';
import { BODY_LIMIT_BYTES } from '../../src/http/limits.ts';
import { DAY_MS, HOUR_MS, plusMs } from '../../src/lib/clock.ts';
import { firstIdAt, isId } from '../../src/lib/ids.ts';
import { requestIds } from '../../src/lib/request-ids.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms } from '../helpers/partner/partner.ts';
import { sendRaw } from '../helpers/partner/raw-http.ts';
import { startTcpProxy } from '../helpers/postgres/tcp-proxy.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ role: 'api' });
  const { db, vault, clock } = gateway.app.core;
  const app = (appId: string, rules: object) =>
    insertApp(
      db,
      vault,
      { ...TEST_APP, schoolId: '10086', appId, name: appId, rules: { ...NO_RULES, ...rules } },
      clock.now(),
    );
  await app('second', { leastVersion: 2, notifyProfile: 'v2' });
  await app('elsewhere', { allowedNetworks: ['203.0.113.0/24'] });
  await app('bound', { paramBound: true });
  await app('frozen', {});
  await db.query({ text: `update apps set frozen = true where app_id = 'frozen'` });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const keysOf = (appId: string) => ({ ...TEST_APP, appId });
const MARK = '13912345678';

async function post(path: string, fields: Record<string, string>): Promise<string> {
  const answer = await fetch(gateway.url + path, { method: 'POST', body: new URLSearchParams(fields) });
  await answer.body?.cancel();
  return idOf(answer);
}

function idOf(answer: Response): string {
  const id = answer.headers.get('x-request-id') ?? '';
  expect(isId(id)).toBe(true);
  return id;
}

const call = (name: string, param: object, appId: string = TEST_APP.appId) =>
  post(`/pay_api/${name}`, { ...sealRequest(keysOf(appId), param) });

/** Signed as it stands, whatever it holds. */
function signed(text: string, param = encrypt(TEST_APP.cipher, TEST_APP.aesKey, text)) {
  return envelopeOf(TEST_APP.appId, param);
}

function envelopeOf(id: string, param: string) {
  return {
    id,
    param,
    sign: createHash('md5')
      .update(id + param + TEST_APP.appSecret)
      .digest('hex'),
  };
}

async function strong(content: object, at = gateway.clock.now(), change: object = {}): Promise<string> {
  const { headers, body } = sealStrongRequest('v2', TEST_APP, '/pay_api/order_query', content, at);
  const given = { method: 'POST', headers: { ...headers, ...change }, body };
  const answer = await fetch(`${gateway.url}/pay_api/order_query`, given);
  await answer.body?.cancel();
  return idOf(answer);
}

async function logged(requestId: string) {
  await gateway.app.core.requests.flush();
  const [row] = await gateway.app.core.db.query<Record<string, unknown>>({
    text: 'select * from partner_requests where request_id = $1',
    values: [requestId],
  });
  return row;
}

test('each request is written down with the check it did not pass, the words and its number, and with nothing else', async () => {
  const terms = orderTerms(gateway.endpoint.url, {
    out_trade_no: 'N-1',
    user_name: '欧阳张三丰',
    user_no: MARK,
  });
  const query = { out_trade_no: 'N-1' };
  const { param } = sealRequest(keysOf('bound'), query);
  const bound = envelopeOf('bound', param);
  const CASES: readonly [id: () => Promise<string>, expected: object][] = [
    [
      () => call('order_create', terms),
      {
        outcome: 'done',
        step: null,
        message: null,
        ret_code: 0,
        is_proved: true,
        out_trade_no: 'N-1',
        version: 1,
      },
    ],
    [
      () => call('order_query', { out_trade_no: 'none' }),
      { outcome: 'refused', step: 'business', message: '订单不存在', ret_code: -1, out_trade_no: 'none' },
    ],
    [
      () => call('order_create', { ...terms, total_fee: '1.5', out_trade_no: 'N-2' }),
      { step: 'field', ret_code: -2, message: expect.stringContaining('total_fee'), out_trade_no: 'N-2' },
    ],
    // what is no number of an order is not written down
    [
      () => call('order_query', { out_trade_no: '张三 13912345678' }),
      { step: 'business', out_trade_no: null, app_id: TEST_APP.appId },
    ],
    [() => post('/pay_api/order_query', signed('no JSON')), { step: 'json', is_proved: true }],
    [() => post('/pay_api/order_query', signed('', 'AAAA')), { step: 'decrypt', ret_code: -2 }],
    [
      () => post('/pay_api/order_query', { ...signed('{}'), sign: '0'.repeat(32) }),
      { step: 'sign', is_proved: false, app_id: TEST_APP.appId, out_trade_no: null },
    ],
    // of no app: the one whose server has sent it, since no other has spoken from there
    [
      () => post('/pay_api/order_query', { id: 'nobody', param: 'a', sign: 'b' }),
      { step: 'id', app_id: 'partner1' },
    ],
    [() => post('/pay_api/order_query', { id: TEST_APP.appId }), { step: 'body', is_proved: false }],
    [() => post('/pay_api/nothing', signed('{}')), { step: 'path', interface: '', is_proved: true }],
    [
      async () => idOf(await fetch(`${gateway.url}/pay_api/order_query`)),
      { step: 'path', interface: 'order_query', app_id: TEST_APP.appId },
    ],
    [
      async () => {
        const body = 'a'.repeat(BODY_LIMIT_BYTES + 1);
        return idOf(await fetch(`${gateway.url}/pay_api/order_create`, { method: 'POST', body }));
      },
      { step: 'limits', http_status: 413, interface: 'order_create', is_proved: false },
    ],
    // what the database takes for no interface would have the whole batch refused, of all apps
    [
      async () => {
        const body = 'a'.repeat(BODY_LIMIT_BYTES + 1);
        return idOf(await fetch(`${gateway.url}/pay_api/No-Interface`, { method: 'POST', body }));
      },
      { step: 'limits', http_status: 413, interface: '', is_proved: false },
    ],
    [() => strong(query), { outcome: 'done', version: 2, out_trade_no: 'N-1' }],
    [() => strong({ out_trade_no: '' }), { step: 'field', version: 2, ret_code: -2 }],
    [
      () => strong(query, new Date(gateway.clock.now().getTime() - HOUR_MS)),
      { step: 'time', is_proved: false },
    ],
    [() => call('order_query', query, 'second'), { step: 'version', app_id: 'second', is_proved: true }],
    [() => call('order_query', query, 'elsewhere'), { step: 'source', app_id: 'elsewhere' }],
    [() => call('order_query', query, 'frozen'), { step: 'frozen', ret_code: -3, out_trade_no: null }],
    [() => post('/pay_api/order_query', bound), { step: 'business', app_id: 'bound' }],
    [() => post('/pay_api/order_cancel', bound), { step: 'replay', app_id: 'bound', out_trade_no: 'N-1' }],
  ];
  for (const [ask, expected] of CASES) {
    const row = await logged(await ask());
    expect(row, JSON.stringify(expected)).toMatchObject(expected);
    expect(row?.duration_us).toBeGreaterThan(0);
    expect(JSON.stringify(row)).not.toMatch(new RegExp(`${MARK}|欧阳|张三|${TEST_APP.aesKey}`));
  }
  // several apps have spoken from here by now: nobody is shown what may be another's
  expect(
    await logged(await post('/pay_api/order_query', { id: 'nobody', param: 'a', sign: 'b' })),
  ).toBeUndefined();
});

test('whatever a request was answered, it takes no other request with it', async () => {
  const { requests, clock } = gateway.app.core;
  const newId = requestIds(clock);
  const given = { appId: 'bound', isProved: true, retCode: -1, httpStatus: 200 } as const;
  const [odd, other] = ['渠道\u0000说\u0001\u202e😀', '订单不存在'].map((message) => {
    const trail = Object.assign(newTrail('order_query', 1), { ...given, requestId: newId() });
    endTrail(trail, 'refused', -1, message + '长'.repeat(400));
    requests.note(trail, '203.0.113.9');
    return trail;
  });
  // masks make this one longer than what is kept
  const long = Object.assign(newTrail('order_query', 1), { ...given, requestId: newId() });
  endTrail(long, 'refused', -1, 'a@b.cn '.repeat(43));
  requests.note(long, '203.0.113.9');
  expect(await logged(other?.requestId ?? '')).toMatchObject({
    message: expect.stringMatching(/^订单不存在长+…$/),
  });
  expect(await logged(odd?.requestId ?? '')).toMatchObject({
    message: expect.stringMatching(/^渠道 说 {2}😀长+…$/),
  });
});

test('a request whose client has not waited for the answer is written down as that', async () => {
  const { db, requests } = gateway.app.core;
  const ended = new AbortController();
  const param = { out_trade_no: 'gone-1' };
  await db.transaction(async (tx) => {
    await tx.query({ text: 'lock table orders in access exclusive mode' });
    const arrived = once(gateway.app.server.server, 'request');
    const asked = fetch(`${gateway.url}/pay_api/order_query`, {
      method: 'POST',
      body: new URLSearchParams({ ...sealRequest(keysOf(TEST_APP.appId), param) }),
      signal: ended.signal,
    });
    await waitFor(
      async () => {
        const waiting = await tx.query({
          text: `select from pg_locks where relation = 'orders'::regclass and not granted`,
        });
        return waiting.length > 0;
      },
      { what: 'the request to wait for the orders' },
    );
    ended.abort();
    await expect(asked).rejects.toThrow();
    const [, response] = await arrived;
    await waitFor(async () => response.destroyed, { what: 'the server to have noticed' });
  });
  await waitFor(
    async () => {
      await requests.flush();
      const rows = await db.query({
        text: `select from partner_requests where out_trade_no = 'gone-1' and http_status = 499 and step = 'business'`,
      });
      return rows.length === 1;
    },
    { what: 'the request to be written down' },
  );
});

test('while the database is away requests wait, and are written once it is back', async () => {
  const { db, clock, log } = gateway.app.core;
  const own = new URL(gateway.databaseUrl);
  await using proxy = await startTcpProxy({ host: own.hostname, port: Number(own.port) });
  own.port = String(proxy.port);
  const database = openDatabase({ url: own.href, poolSize: 1 });
  const requests = new RequestLog({ db: database, clock, log }, 1_000);
  const note = (requestId: string) => {
    const trail = Object.assign(newTrail('order_query', 1), { appId: 'bound', requestId, isProved: true });
    requests.note(Object.assign(trail, { outcome: 'done', retCode: 0, httpStatus: 200 }), '203.0.113.9');
  };
  const ids = Array.from({ length: 6 }, requestIds(clock));
  try {
    await proxy.become('refuse');
    for (const id of ids.slice(0, 3)) note(id);
    await requests.flush();
    for (const id of ids.slice(3)) note(id);
    await proxy.become('pass');
    await waitFor(
      async () => {
        await requests.flush();
        const rows = await db.query({
          text: 'select from partner_requests where request_id = any ($1)',
          values: [ids],
        });
        return rows.length === ids.length;
      },
      { what: 'the requests to be written down' },
    );
  } finally {
    await requests[Symbol.asyncDispose]();
    await database.close();
  }
});

test('the ring is emptied by whole days, but for one that is read, and rows that nothing emptied in time', async () => {
  const { db } = gateway.app.core;
  const noon = new Date('2026-03-10T12:00:00Z');
  const before = plusMs(noon, -7 * DAY_MS);
  const insert = (at: Date, number: string) =>
    db.query({
      text: `insert into partner_requests (slot, request_id, app_id, interface, version, outcome, is_proved, http_status,
                                           ret_code, out_trade_no, duration_us)
             values ($1::bigint / 86400000000000 % 9, $1, 'bound', 'order_query', 1, 'done', true, 200, 0, $2, 1)`,
      values: [firstIdAt(at), number],
    });
  const left = async () => {
    const rows = await db.query<{ number: string }>({
      text: `select out_trade_no as number from partner_requests where out_trade_no like 'ring-%' order by 1`,
    });
    return rows.map((row) => row.number.slice('ring-'.length));
  };
  await insert(plusMs(noon, -8 * DAY_MS), 'ring-eight');
  // of one day, which is not past as a whole
  await insert(plusMs(noon, -7.1 * DAY_MS), 'ring-seven');
  await insert(plusMs(noon, -6.9 * DAY_MS), 'ring-six');
  await insert(plusMs(noon, -DAY_MS), 'ring-one');
  // of the slot of yesterday, which came round without being emptied
  await insert(plusMs(noon, -10 * DAY_MS), 'ring-ten');
  await db.transaction(async (reading) => {
    await reading.query({ text: `select from partner_requests where out_trade_no = 'ring-eight'` });
    expect(await emptyRequestDays(db, before, 100)).toBe(1);
    expect(await left()).toEqual(['eight', 'one', 'seven', 'six']);
  });
  expect(await emptyRequestDays(db, before, 100)).toBe(1);
  expect(await left()).toEqual(['one', 'seven', 'six']);
  await db.query({ text: `delete from partner_requests where out_trade_no like 'ring-%'` });
});

test('whatever is answered carries the id of its request, also what is no request', async () => {
  for (const path of ['/livez', '/nothing', '/%ff', '/console/', `/receipt/${'A'.repeat(1_500)}`]) {
    const answer = await fetch(gateway.url + path);
    await answer.body?.cancel();
    idOf(answer);
  }
  for (const bytes of [
    'no http at all\r\n\r\n',
    'POST /pay_api/order_query HTTP/1.1\r\nbad header\r\n\r\n',
    'TRACE / HTTP/1.1\r\nConnection: close\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nConnection: close\r\n\r\n',
    'PROPFIND /pay_api/order_query HTTP/1.0\r\n\r\n',
    'QUERY /docs/ HTTP/1.1\r\nConnection: close\r\n\r\n',
    'GET http://elsewhere.example/livez HTTP/1.1\r\nConnection: close\r\n\r\n',
    'GET //evil.example/.. HTTP/1.1\r\nConnection: close\r\n\r\n',
    'GET /docs HTTP/1.1\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n',
    'POST /pay_api/order_query HTTP/1.1\r\nExpect: coffee\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    'POST /pay_api/order_query HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
  ]) {
    const { headers } = await sendRaw(gateway.url, bytes);
    expect(isId(/x-request-id: (\d+)/i.exec(headers)?.[1] ?? ''), bytes.slice(0, 60)).toBe(true);
  }
  // two in the same millisecond have two
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const answer = await fetch(`${gateway.url}/livez`);
      await answer.body?.cancel();
      return idOf(answer);
    }),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('too many requests are refused with an id each', async () => {
  const { core } = gateway.app;
  await using app = await createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 2,
    masterKey: gateway.masterKey,
    publicUrl: gateway.url,
    sandboxUrl: gateway.sandboxUrl,
    channelTimeoutMs: 1_000,
    role: 'api',
    rateLimitPerSecond: 1,
    limits: { rateLimitBurst: 0 },
    trustedProxies: 0,
    clock: gateway.clock,
    log: core.log,
  });
  const url = await app.server.listen({ host: '127.0.0.1', port: 0 });
  const body = new URLSearchParams({ ...sealRequest(TEST_APP, { out_trade_no: 'none' }) });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => fetch(`${url}/pay_api/order_query`, { method: 'POST', body })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of answers) await answer.body?.cancel();
  expect(new Set(answers.map(idOf)).size).toBe(answers.length);
});
