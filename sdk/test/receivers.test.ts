import { sealRequest } from '@zhixiao/protocol/envelope';
import { sealStrongNotification } from '@zhixiao/protocol/profile-notification';
import { describe, expect, test } from 'vitest';
import type { Notification } from '../src/types.ts';
import { APP } from './helpers/gateway.ts';
import { openShop, SHOPS } from './helpers/shops.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const paid = (out_trade_no: string) => ({
  out_trade_no,
  order_id: '1464678934786097',
  time_end: '2017-07-23 16:00:00',
  user_name: '张三',
  uid: '2088612279536603',
  pay_type: '2',
});
const form = (out_trade_no: string, keys = APP) =>
  new URLSearchParams({ ...sealRequest(keys, paid(out_trade_no)) }).toString();

describe.each(Object.entries(SHOPS))('%s', (_name, shop) => {
  test('answers success exactly when the payment is stored', async () => {
    const stored: string[] = [];
    const errors: unknown[] = [];
    await using running = await openShop(shop, {
      ...APP,
      onPaid({ out_trade_no, user_name }) {
        if (out_trade_no === 'full') throw new Error('disk full');
        stored.push(`${out_trade_no} ${user_name}`);
      },
      onError: (error) => errors.push(error),
    });
    expect(await running.post(form('A1'), FORM)).toEqual({ status: 200, text: 'success' });
    expect(await running.post(form('full'), FORM)).toEqual({ status: 500, text: '处理失败' });
    expect(await running.post(form('A2', { ...APP, appSecret: 'other' }), FORM)).toEqual({
      status: 400,
      text: '签名错误',
    });
    expect(stored).toEqual(['A1 张三']);
    expect(errors).toMatchObject([{ message: 'disk full' }]);
  });

  test('reads the second version, whose signature is over the text that was sent', async () => {
    const stored: Notification[] = [];
    const onPaid = (notification: Notification) => void stored.push(notification);
    await using running = await openShop(shop, { ...APP, profile: 'v2', onPaid });
    const { headers, body } = sealStrongNotification('v2', APP, '42', paid('A1'), new Date());
    expect(await running.post(body, { ...headers })).toEqual({ status: 200, text: 'success' });
    expect(stored).toEqual([paid('A1')]);
    const other = sealStrongNotification(
      'v2',
      { ...APP, aesKey: '0'.repeat(32) },
      '42',
      paid('A1'),
      new Date(),
    );
    expect(await running.post(other.body, { ...other.headers })).toMatchObject({ status: 400 });
    expect(await running.post(form('A1'), FORM)).toMatchObject({ status: 400 });
    expect(stored).toHaveLength(1);
  });
});

describe('the hook that knows what was taken in', () => {
  const shop = SHOPS.fetch ?? expect.fail();

  test('a repeat is answered success, and taken in once; two at once are one', async () => {
    const books = new Set<string>();
    let runs = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    await using running = await openShop(shop, {
      ...APP,
      isDone: ({ out_trade_no }) => books.has(out_trade_no),
      async onPaid({ out_trade_no }) {
        runs += 1;
        await promise;
        books.add(out_trade_no);
      },
    });
    const both = [running.post(form('A1'), FORM), running.post(form('A1'), FORM)];
    resolve();
    expect(await Promise.all(both)).toEqual(Array(2).fill({ status: 200, text: 'success' }));
    expect(await running.post(form('A1'), FORM)).toEqual({ status: 200, text: 'success' });
    expect(runs).toBe(1);
    expect(await running.post(form('A2'), FORM)).toMatchObject({ status: 200 });
    expect(runs).toBe(2);
  });

  test.each([
    ['its own fault', { isDone: () => Promise.reject(new Error('no database')) }],
    [
      'a fault in the report of it',
      {
        onError: () => {
          throw new Error('no log');
        },
      },
    ],
  ])('%s leads to no success, and the next delivery is a new try', async (_what, hook) => {
    let isBroken = true;
    await using running = await openShop(shop, {
      ...APP,
      onPaid() {
        if (isBroken) throw new Error('broken');
      },
      onError: () => undefined,
      ...hook,
    });
    expect(await running.post(form('A1'), FORM)).toEqual({ status: 500, text: '处理失败' });
    isBroken = false;
    expect(await running.post(form('A1'), FORM)).toMatchObject({ status: 'isDone' in hook ? 500 : 200 });
  });
});

test('a hook that throws at once is asked again at the next delivery', async () => {
  let isBusy = true;
  const stored: string[] = [];
  await using running = await openShop(SHOPS.fetch ?? expect.fail(), {
    ...APP,
    isDone() {
      if (isBusy) throw new Error('the database is locked');
      return false;
    },
    onPaid: ({ out_trade_no }) => void stored.push(out_trade_no),
    onError: () => undefined,
  });
  expect(await running.post(form('A1'), FORM)).toMatchObject({ status: 500 });
  isBusy = false;
  expect(await running.post(form('A1'), FORM)).toEqual({ status: 200, text: 'success' });
  expect(stored).toEqual(['A1']);
});

test('what a stranger sends is refused as that, whatever parsed it, and is no error of ours', async () => {
  const errors: unknown[] = [];
  const parsed: (typeof SHOPS)[string] =
    ({ express }) =>
    async (request, response) => {
      let text = '';
      for await (const part of request) text += part;
      await express(
        Object.assign(request, { body: Object.fromEntries(new URLSearchParams(text)) }),
        response,
      );
    };
  const options = { ...APP, onPaid: () => undefined, onError: (error: unknown) => errors.push(error) };
  await using running = await openShop(parsed, options);
  expect(await running.post('x=1', FORM)).toMatchObject({ status: 400 });
  expect(errors).toEqual([]);
});

test('a body that somebody read and threw away is an error that says so', async () => {
  const errors: unknown[] = [];
  const drained: (typeof SHOPS)[string] =
    ({ node }) =>
    async (request, response) => {
      for await (const _part of request);
      await node(request, response);
    };
  const options = { ...APP, onPaid: () => undefined, onError: (error: unknown) => errors.push(error) };
  await using running = await openShop(drained, options);
  expect(await running.post(form('A1'), FORM)).toMatchObject({ status: 500 });
  expect(String(errors[0])).toContain('已被其他中间件读完');
});
