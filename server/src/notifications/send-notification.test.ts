import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RawServer, startRawServer } from '../../test/helpers/raw-server.ts';
import { TEST_APP } from '../sandbox-seed.ts';
import type { ClaimedNotification } from './notification-store.ts';
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
  };
  expect(
    (await sendNotification(http, { keys: TEST_APP, profile: 'v1', at: new Date() }, claimed)).outcome,
  ).toBe(outcome);
});
