import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../lib/clock.ts';
import { createHttpClient } from '../../../lib/http-client.ts';
import { done, type Outcome } from '../../../lib/outcome.ts';
import { INVOICE_MISCONFIGURED } from '../../provider.ts';
import type { NuonuoAccount } from './account.ts';
import { createNuonuoClient, type NuonuoClient } from './client.ts';

const ACCOUNT = {
  appKey: 'SD12345678',
  appSecret: 'secret-1',
  sellerTaxNo: '12100000400000624D',
} as NuonuoAccount;

/** What is answered next, whatever is asked. */
const next = { status: 200, body: '' };
const server = createServer((_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(next.status).end(next.body);
});
const http = createHttpClient({ timeoutMs: 1000 });
let client: NuonuoClient;
let renewing: NuonuoClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const parts = { http, clock: systemClock, endpoints: { serviceUrl: url, tokenUrl: url } };
  client = createNuonuoClient({ ...parts, tokens: { get: async () => done('token') } });
  renewing = createNuonuoClient({
    ...parts,
    tokens: {
      get: async (_account, renew) => {
        const renewed = await renew();
        return renewed.kind === 'done' ? done(renewed.value.token) : renewed;
      },
    },
  });
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  server.close();
});

const answering = async (body: unknown, status = 200, from = client): Promise<Outcome<unknown>> => {
  Object.assign(next, { status, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return from.call(ACCOUNT, 'nuonuo.OpeMplatform.requestBillingNew', '{}');
};

test.each([
  [
    { code: 'E0000', result: 1 },
    { kind: 'done', value: 1 },
  ],
  [
    { code: 'E9003', describe: '商品编码不正确' },
    { kind: 'not_done', code: 'E9003', message: '商品编码不正确' },
  ],
  [
    { code: '070104', describe: '签名不正确' },
    { kind: 'not_done', code: INVOICE_MISCONFIGURED },
  ],
  [
    { code: '070306', describe: '令牌调用超限' },
    { kind: 'not_done', code: INVOICE_MISCONFIGURED },
  ],
  [
    { code: 'E9999', describe: '确认单已超时' },
    { kind: 'not_done', code: 'E9999' },
  ],
  [{ code: 'E9008', describe: '系统繁忙，请稍后再试' }, { kind: 'unknown' }],
  [{ describe: '没有 code' }, { kind: 'unknown' }],
  ['null', { kind: 'unknown' }],
  ['', { kind: 'unknown' }],
])('%j is %j', async (body, outcome) => {
  expect(await answering(body)).toMatchObject(outcome);
});

test('what a proxy says is no answer', async () => {
  expect(await answering({ code: 'E0000' }, 502)).toMatchObject({ kind: 'unknown' });
});

test('an answer that cannot be read is never quoted', async () => {
  for (const body of [
    'token=top-secret-1',
    '{"access_token":"top-secret-1",}',
    '{"access_token":top-secret-1}',
  ]) {
    const outcome = await answering(body, 200, renewing);
    expect(outcome.kind).toBe('unknown');
    expect(JSON.stringify(outcome)).not.toContain('secret');
  }
});
