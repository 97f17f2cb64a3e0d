import { execFileSync } from 'node:child_process';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import vectors from '../../docs/vectors.json' with { type: 'json' };
import { TEST_APP } from '../../server/src/sandbox/seed.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { type Client, LANGUAGES, removePrepared, startClient } from './languages.ts';

/** Whether a program of this machine runs. */
function runs(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(async () => {
  await removePrepared();
  await gateway[Symbol.asyncDispose]();
});

describe.each(LANGUAGES)('the sample client in $name', (language) => {
  const isThere = runs(...language.probe);

  test.runIf(isThere)('makes and reads every vector', async () => {
    for (const { cipher, text, param, sign } of vectors.requests) {
      await using client = await startClient(language, 'http://127.0.0.1:9', { ...TEST_APP, cipher });
      expect(await client.call('encrypt', text)).toEqual({ ok: param });
      expect(await client.call('decrypt', param)).toEqual({ ok: text });
      expect(await client.call('sign', TEST_APP.appId + param)).toEqual({ ok: sign });
    }
  });

  test.runIf(isThere)('creates, queries, is notified, refunds and cancels', async () => {
    await using client = await startClient(language, gateway.url, TEST_APP);
    const order = orderFor(language.name, 1);
    const created = await client.call('create', order);
    expect(created).toMatchObject({ ok: { out_trade_no: order.out_trade_no, order_id: expect.any(String) } });
    // the same once more is the same order
    expect(await client.call('create', order)).toEqual(created);
    expect(await client.call('query', order.out_trade_no)).toMatchObject({ ok: { status: '1' } });

    const { order_id: orderId = '' } = created.ok as Record<string, string>;
    await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
    await waitFor(() => gateway.endpoint.receivedFor(order.out_trade_no).length > 0, {
      what: 'the notification',
    });
    expect(await client.call('query', order.out_trade_no)).toMatchObject({ ok: { status: '2' } });

    const refund = {
      out_trade_no: order.out_trade_no,
      refund_fee: 1000,
      out_refund_no: `R-${language.name}`,
    };
    const refunded = await client.call('refund', refund);
    expect(refunded).toMatchObject({ ok: { out_trade_no: order.out_trade_no } });
    expect(await client.call('refund', refund)).toMatchObject({ ok: refunded.ok });
    expect(await client.call('cancel', order.out_trade_no)).toEqual({ refused: -1, message: '订单已支付' });

    const other = orderFor(language.name, 2);
    await client.call('create', other);
    expect(await client.call('cancel', other.out_trade_no)).toMatchObject({
      ok: { out_trade_no: other.out_trade_no },
    });
    expect(await client.call('query', other.out_trade_no)).toMatchObject({ ok: { status: '3' } });
  });

  test.runIf(isThere)('tells a refusal, an unknown outcome and a forged notification apart', async () => {
    await using client = await startClient(language, gateway.url, TEST_APP);
    expect(await client.call('create', { ...orderFor(language.name, 3), total_fee: '0' })).toMatchObject({
      refused: -2,
      message: expect.stringContaining('total_fee'),
    });
    expect(await client.call('query', 'none')).toMatchObject({ refused: -1 });
    await expectUnknown(language, gateway.url, { appId: 'stranger' });
    await expectUnknown(language, gateway.url, { appSecret: 'wrong' });
    await expectUnknown(language, 'http://127.0.0.1:9', {});

    const paid = {
      out_trade_no: 'A1',
      order_id: '1',
      time_end: '2026-11-23 16:00:00',
      uid: 'o1',
      pay_type: '1',
    };
    const form = { ...sealRequest(TEST_APP, paid) };
    expect(await client.call('notification', form)).toEqual({ ok: paid });
    // a "+" that came as a space
    expect(await client.call('notification', { ...form, param: form.param.replaceAll('+', ' ') })).toEqual({
      ok: paid,
    });
    expect(await client.call('notification', { ...form, sign: 'f'.repeat(32) })).toHaveProperty('invalid');
    expect(await client.call('notification', { ...form, id: 'other' })).toHaveProperty('invalid');
  });
});

async function expectUnknown(
  language: (typeof LANGUAGES)[number],
  url: string,
  wrong: Partial<typeof TEST_APP> | { appId: string } | { appSecret: string },
): Promise<void> {
  await using client: Client = await startClient(language, url, { ...TEST_APP, ...wrong });
  expect(await client.call('query', 'none')).toHaveProperty('unknown');
}

function orderFor(name: string, number: number) {
  return {
    body: '宿舍电费 "5 号楼" \\ 🏫',
    out_trade_no: `${name}-${number}`,
    total_fee: '3000',
    notify_url: gateway.endpoint.url,
  };
}
