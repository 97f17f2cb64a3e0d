import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isProven } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';
import { newNumber } from '../helpers/sandbox.ts';

const REFUND = 'alipay.trade.refund';

let sandbox: AlipaySandbox;
beforeAll(async () => {
  sandbox = await startAlipaySandbox();
});
afterEach(() => sandbox.admin('DELETE', '/faults'));
afterAll(() => sandbox[Symbol.asyncDispose]());

async function fault(rule: Record<string, unknown>): Promise<void> {
  expect((await sandbox.admin('POST', '/faults', rule)).status).toBe(204);
}

async function refunds(outTradeNo: string): Promise<unknown[]> {
  return (await sandbox.tradeOf(outTradeNo)).refunds as unknown[];
}

test('a rule finds a call by its method and a number in biz_content', async () => {
  const { outTradeNo } = await sandbox.paidTrade();
  const number = newNumber('R');
  const match = { path: `^${REFUND}$`, out_trade_no: `^${number}$` };
  await fault({ match, fault: 'status', status: 502 });
  expect((await sandbox.call('alipay.trade.query', { out_trade_no: outTradeNo })).status).toBe(200);
  expect((await sandbox.refund(outTradeNo, '0.10')).status).toBe(200);
  expect((await sandbox.refund(outTradeNo, '0.10', number)).status).toBe(502);
  expect(await refunds(outTradeNo)).toHaveLength(1);
});

test.each([
  ['timeout_before', 0, 'TimeoutError'],
  ['timeout_after', 1, 'TimeoutError'],
  ['reset_after', 1, 'TypeError'],
])('%s: %i refunds, no answer', async (name, count, failure) => {
  const { outTradeNo } = await sandbox.paidTrade();
  await fault({ fault: name });
  await expect(sandbox.refund(outTradeNo, '0.10')).rejects.toMatchObject({ name: failure });
  expect(await refunds(outTradeNo)).toHaveLength(count);
});

test('rate_limit: 40005, and nothing is refunded', async () => {
  const { outTradeNo } = await sandbox.paidTrade();
  await fault({ match: { path: `^${REFUND}$` }, fault: 'rate_limit', per_second: 0 });
  const answer = await sandbox.refund(outTradeNo, '0.10');
  expect(answer.content).toMatchObject({ code: '40005', sub_code: 'isv.app-call-limited' });
  expect(await refunds(outTradeNo)).toHaveLength(0);
});

test.each(['bad_signature', 'no_signature', 'unknown_serial', 'tampered_body', 'signtest'])(
  '%s: done, but the answer proves nothing',
  async (name) => {
    const { outTradeNo } = await sandbox.paidTrade();
    await fault({ fault: name });
    const answer = await sandbox.refund(outTradeNo, '0.10');
    expect(answer.content).toMatchObject({ code: '10000', fund_change: 'Y' });
    expect(isProven(answer, sandbox.alipayKey)).toBe(false);
    expect(await refunds(outTradeNo)).toHaveLength(1);
  },
);

test.each([
  [false, 0],
  [true, 1],
])('system_error with after %s: %i refunds, and 20000', async (after, count) => {
  const { outTradeNo } = await sandbox.paidTrade();
  await fault({ fault: 'system_error', after });
  const answer = await sandbox.refund(outTradeNo, '0.10');
  expect(answer.name).toBe('alipay_trade_refund_response');
  expect(answer.content).toMatchObject({ code: '20000', sub_code: 'aop.ACQ.SYSTEM_ERROR' });
  expect(await refunds(outTradeNo)).toHaveLength(count);
});

test('truncated, empty, slow', async () => {
  const { outTradeNo } = await sandbox.paidTrade();
  await fault({ fault: 'truncated' });
  await fault({ fault: 'empty' });
  await fault({ fault: 'trickle', ms: 100 });
  const truncated = await sandbox.refund(outTradeNo, '0.10');
  expect(truncated.text).toMatch(/^\{"alipay_trade_refund_response":\{.*[^}]$/);
  const empty = await sandbox.refund(outTradeNo, '0.10');
  expect([empty.status, empty.text]).toEqual([200, '']);
  const slow = await sandbox.refund(outTradeNo, '0.10');
  expect(isProven(slow, sandbox.alipayKey)).toBe(true);
  expect(await refunds(outTradeNo)).toHaveLength(3);
});

test('lie_closed: signed as closed, and payable all the same', async () => {
  const terms = sandbox.terms();
  await sandbox.call('alipay.trade.precreate', terms);
  await fault({ match: { path: 'trade\\.close$' }, fault: 'lie_closed' });
  const lie = await sandbox.call('alipay.trade.close', { out_trade_no: terms.out_trade_no });
  expect(lie.content).toMatchObject({ code: '10000', out_trade_no: terms.out_trade_no });
  expect(isProven(lie, sandbox.alipayKey)).toBe(true);
  const paid = await sandbox.admin('POST', '/alipay/pay', { out_trade_no: terms.out_trade_no });
  expect(paid.content).toMatchObject({ paid: true });
});

test('the journal keeps what was said', async () => {
  const before = JSON.parse((await sandbox.admin('GET', '/journal')).text) as { id: number }[];
  const answer = await sandbox.call('alipay.trade.query', { out_trade_no: 'NOBODY' });
  const { text } = await sandbox.admin('GET', `/journal?since=${before.at(-1)?.id ?? 0}`);
  expect(JSON.parse(text)).toMatchObject([
    {
      method: 'POST',
      status: 200,
      response_body: answer.text,
      request_body: expect.stringContaining('NOBODY'),
    },
  ]);
});
