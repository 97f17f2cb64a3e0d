import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, readAnswer } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

interface LogEntry {
  readonly level: number;
  readonly msg: string;
}

let log: LogEntry[] = [];
const sink = new Writable({
  write(chunk, _encoding, done) {
    log.push(JSON.parse(String(chunk)) as LogEntry);
    done();
  },
});
const WARN = 40;
const ERROR = 50;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ log: createLog('debug', sink) });
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => {
  log = [];
});

test.each([
  ['/pay_api/order_create', 'is reset', ['Content-Length: 1000']],
  ['/pay_api/order_create', 'ends', ['Content-Length: 1000']],
  ['/pay_api/order_create', 'is reset', ['Transfer-Encoding: chunked']],
  ['/pay_api/order_create', 'ends', ['Transfer-Encoding: chunked']],
  ['/pay_api/nothing', 'is reset', ['Content-Length: 1000']],
  ['/console-api/sign-in', 'is reset', ['Content-Length: 1000', 'Content-Type: application/json']],
  ['/cashier-api/orders/1/payments', 'is reset', ['Content-Length: 1000', 'Content-Type: application/json']],
  ['/channel/wechat/1', 'is reset', ['Content-Length: 1000', 'Content-Type: application/json']],
])('an upload to %s whose connection %s is nothing to report', async (path, end, headers) => {
  const { server } = gateway.app.server;
  const arrived = once(server, 'request');
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write([`POST ${path} HTTP/1.1`, 'Host: g', ...headers, '', '5\r\nid=pa\r\n'].join('\r\n'));
  const [request] = (await arrived) as [IncomingMessage];
  const gone = new Promise((resolve) => request.socket.once('close', resolve));
  if (end === 'ends') socket.end();
  else socket.resetAndDestroy();
  await gone;
  await fetch(`${gateway.url}/livez`);
  if (path.startsWith('/pay_api')) {
    await waitFor(() => log.length > 0, { what: 'the end of the upload to be noticed' });
  }
  // callbacks that were refused are summed up in a warning, whatever the reason
  const worst = path.startsWith('/channel') ? ERROR : WARN;
  expect(log.filter(({ level, msg }) => level >= worst || /database away/.test(msg))).toEqual([]);
});

test('a fault of ours is answered under the app’s keys with HTTP 200, and logged once with its number', async () => {
  const { db } = gateway.app.core;
  await db.query({ text: 'alter table orders rename to orders_away' });
  const answer = await fetch(`${gateway.url}/pay_api/order_create`, {
    method: 'POST',
    body: new URLSearchParams({ ...sealRequest(TEST_APP, orderTerms('http://127.0.0.1:9/')) }),
  });
  await db.query({ text: 'alter table orders_away rename to orders' });
  const sealed = (await answer.json()) as SealedResponse;
  expect(answer.headers.get('retry-after')).toBe('1');
  expect([answer.status, sealed.sign]).toEqual([200, expect.stringMatching(/^[0-9a-f]{32}$/)]);
  const told = readAnswer(TEST_APP, sealed);
  expect(told).toMatchObject({
    code: -1,
    message: expect.stringMatching(/^系统繁忙，请稍后用相同参数重试（.+）$/),
  });
  const errors = log.filter(({ msg }) => msg === 'partner request failed');
  expect(errors).toHaveLength(1);
  expect(told.message).toContain((errors[0] as unknown as { reqId: string }).reqId);
});
