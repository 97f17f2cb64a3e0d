import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sealRequest, sealResponse } from '@zhixiao/protocol/envelope';
import { claimOf, type SignedMessage, sealStrongResponse } from '@zhixiao/protocol/profile-message';
import { sealStrongNotification } from '@zhixiao/protocol/profile-notification';
import { expect, test } from 'vitest';
import { createClient } from '../src/client.ts';
import { BadNotificationError, UnknownOutcomeError } from '../src/errors.ts';
import { readNotification } from '../src/notification.ts';
import { APP } from './helpers/gateway.ts';

const PATH = '/pay_api/order_cancel';
const CONTENT = { out_trade_no: 'A1', order_id: '1' };
const PAID = { ...CONTENT, time_end: '2026-09-01 08:00:00', uid: 'u', pay_type: '1' };

type Answer = (headers: IncomingHttpHeaders) => Partial<SignedMessage>;

/** What a client of the second version makes of an answer. */
async function heard(answer: Answer, retries = 0) {
  const nonces: unknown[] = [];
  const server = createServer((request, response) => {
    nonces.push(request.headers['zhixiao-nonce']);
    const { headers = {}, body } = answer(request.headers);
    response.writeHead(200, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({ baseUrl, ...APP, profile: 'v2', retries });
  try {
    return { content: await client.orderCancel({ out_trade_no: 'A1' }), nonces };
  } catch (error) {
    return { error, nonces };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const answered = (headers: IncomingHttpHeaders, change: object = {}, keys = APP) => {
  const claim = claimOf(headers);
  if (!claim) throw new Error('the request is none of the second version');
  return sealStrongResponse(
    keys,
    { ...claim, path: PATH, ...change },
    0,
    JSON.stringify(CONTENT),
    new Date(),
  );
};

test('an answer to this very request is believed', async () => {
  expect(await heard((headers) => answered(headers))).toMatchObject({ content: CONTENT });
});

test.each<[string, Answer, RegExp]>([
  ['to another nonce', (headers) => answered(headers, { nonce: 'A'.repeat(24) }), /签名不符/],
  ['of another interface', (headers) => answered(headers, { path: '/pay_api/order_query' }), /签名不符/],
  ['in another profile', (headers) => answered(headers, { profile: 'v2-sm' }), /签名不符/],
  ['of another app', (headers) => answered(headers, {}, { ...APP, appSecret: 'another' }), /签名不符/],
  [
    'in the first version, rightly signed',
    () => ({ body: JSON.stringify(sealResponse(APP, 0, JSON.stringify(CONTENT))) }),
    /未签名/,
  ],
  [
    'that nobody signed',
    () => ({ body: '{"ret_code":-2,"ret_content":"请求未通过验证"}' }),
    /请求未通过验证/,
  ],
])('an answer %s is an unknown outcome', async (_what, answer, message) => {
  const { error } = await heard(answer);
  expect(error).toBeInstanceOf(UnknownOutcomeError);
  expect((error as Error).message).toMatch(message);
});

test('each repeat has a nonce of its own', async () => {
  const { nonces } = await heard(() => ({ body: '{}' }), 2);
  expect(new Set(nonces).size).toBe(3);
});

test('a notification is read in its profile and in no other', () => {
  const told = sealStrongNotification('v2', APP, '42', PAID, new Date());
  const { headers, body } = told;
  const read = (profile: 'v1' | 'v2' | 'v2-sm', given: string, with_: object = headers) =>
    readNotification({ ...APP, profile }, given, { ...with_ });
  expect(read('v2', body)).toMatchObject(PAID);
  expect(() => read('v2', body, {})).toThrow(BadNotificationError);
  expect(() => read('v2-sm', body)).toThrow(BadNotificationError);
  expect(() => read('v1', body)).toThrow(BadNotificationError);
  const old = new URLSearchParams({ ...sealRequest(APP, PAID) }).toString();
  expect(read('v1', old, {})).toMatchObject(PAID);
  expect(() => read('v2', old)).toThrow(BadNotificationError);
  const hourAgo = new Date(Date.now() - 3_600_000);
  const late = sealStrongNotification('v2', APP, '42', PAID, hourAgo);
  expect(() => read('v2', late.body, late.headers)).toThrow(/5 分钟/);
});
