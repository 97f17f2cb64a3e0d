import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RawServer, startRawServer } from '../../test/helpers/partner/raw-server.ts';
import { TEST_APP } from '../sandbox/seed.ts';
import type { ClaimedNotification } from './notification.ts';
import { createPartnerHttp, type PartnerHttp } from './partner-http.ts';
import { sendNotification } from './send-notification.ts';

let server: RawServer;
let http: PartnerHttp;
let answer = '';
beforeAll(async () => {
  http = createPartnerHttp({ allowLoopback: true });
  server = await startRawServer((socket) => socket.end(answer));
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test.each([
  [
    'a whole answer behind a 100',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess',
    'acknowledged',
  ],
  [
    'an untidy end behind a whole success',
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsuccess',
    'acknowledged',
  ],
  ['a success cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsucc', 'unreachable'],
  ['a JSON answer cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"ret_code":0', 'unreachable'],
  ['a refusal cut short', 'HTTP/1.1 500 Error\r\nContent-Length: 100\r\n\r\nsuccess', 'refused'],
  ['a refusal', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfail', 'refused'],
  ['no HTTP', 'success', 'unreachable'],
])('%s is taken for what it is', async (_name, bytes, outcome) => {
  answer = bytes;
  expect((await send()).outcome).toBe(outcome);
});

test('of a long answer as much is kept as there is room for, and it says that it was cut', async () => {
  const page = '维护中'.repeat(100);
  answer = `HTTP/1.1 503 Down\r\nContent-Length: ${Buffer.byteLength(page)}\r\n\r\n${page}`;
  expect(await send()).toMatchObject({ outcome: 'refused', detail: `${page.slice(0, 199)}…` });
});

test.each([
  ['in words', `unknown ${'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'} of 欧阳张三丰 2013141516`],
  ['as JSON', JSON.stringify({ uid: '007MF8aBcD-openId', name: '欧阳张三丰', no: '2013141516' })],
  ['as JSON in ASCII', String.raw`{"name":"\u6B27\u9633\u5f20\u4e09\u4e30","uid":"007MF8aBcD-openId"}`],
  ['as a form', `user_name=${encodeURIComponent('欧阳张三丰')}&user_no=2013141516&uid=007MF8aBcD-openId`],
  ['in capitals', 'ERROR: UID 007MF8ABCD-OPENID'],
])('an answer that repeats the payer %s is kept without him', async (_way, said) => {
  const body = Buffer.from(said);
  answer = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${said}`;
  const payer = { userNo: '2013141516', userName: '欧阳张三丰' };
  const { detail } = await send({ payer, payerUid: '007MF8aBcD-openId' });
  expect(detail).not.toMatch(
    /oUpF8uMuAJO_M2pxb1Q9zNjWeS6o|007MF8aBcD-openId|张三丰|2013141516|5f20|%E5%BC%A0/i,
  );
  expect(detail).toContain('**');
});

test('a payer with a very short number does not garble the stored answer', async () => {
  answer = 'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nerror 500: 1';
  expect((await send({ payer: { userNo: '1' }, payerUid: '' })).detail).toBe('error 500: 1');
});

function send(about: Partial<ClaimedNotification> = {}) {
  const claimed: ClaimedNotification = {
    appId: TEST_APP.appId,
    notificationId: '1',
    orderId: '1790000000000000001',
    attempt: 1,
    attemptInRound: 1,
    leaseUntil: new Date(),
    deadlineAt: new Date(),
    notifyUrl: `http://127.0.0.1:${server.port}/notify`,
    endpoint: `http://127.0.0.1:${server.port}`,
    outTradeNo: 'A1',
    paidAt: new Date(),
    payer: { userNo: undefined, userName: undefined },
    channel: 'wechat',
    payerUid: 'o1',
    ...about,
  };
  return sendNotification(http, { keys: TEST_APP, profile: 'v1', at: new Date() }, claimed);
}
