import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECOND_MS } from '../../src/lib/clock.ts';
import { listUnwantedMoney } from '../../src/timeline/list-unwanted-money.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runOperator } from '../helpers/gateway/operator.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const unwanted = (settled: boolean) => listUnwantedMoney(gateway.app.core, { settled, limit: 10 });

const operator = (...args: string[]) => runOperator(gateway, ...args);

test('late money is listed with every step until it has gone back', async () => {
  expect(await operator('unwanted-money')).toBe('no unwanted money\n');
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.merchant({ refund_delay_ms: 60_000 });
  await gateway.wechat.fault({ match: { path: '/close$' }, times: 1, fault: 'lie_closed' });
  await gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });
  await gateway.wechat.pay({ code_url: code });

  await gateway.advanceUntil(SECOND_MS, 'the refund to be accepted', async () =>
    (await unwanted(false))[0]?.steps.some(({ what }) => what === 'refund_accepted'),
  );
  const [money] = await unwanted(false);
  expect(money).toMatchObject({
    orderId,
    outTradeNo,
    disposition: 'late',
    paidAmount: 100,
    refundedAmount: 0,
  });
  const steps = ['payment_started', 'paid', 'order_closed', 'callback', 'refund_started', 'refund_accepted'];
  expect(money?.steps.map(({ what }) => what).sort()).toEqual(steps.sort());
  expect(await operator('unwanted-money')).toContain(`late: 100 fen by wechat (${money?.transactionId})`);

  await gateway.advanceUntil(
    61 * SECOND_MS,
    'the money to go back',
    async () => (await unwanted(false)).length === 0,
  );
  const [settled] = JSON.parse(await operator('unwanted-money', '--settled', '--json'));
  expect(settled).toMatchObject({ orderId, refundedAmount: 100 });
  expect(settled.steps.at(-1)).toMatchObject({ what: 'refund_succeeded' });
});

test('a wrong call says how it is meant', async () => {
  await expect(operator('everything')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('usage:'),
  });
});
