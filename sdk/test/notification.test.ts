import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { sealRequest } from '@zhixiao/protocol/envelope';
import {
  BadNotificationError,
  NOTIFICATION_RECEIVED,
  type Notification,
  notificationHandler,
  readNotification,
} from '@zhixiao/sdk';
import { describe, expect, test } from 'vitest';
import { APP } from './helpers/gateway.ts';

const PAID = {
  out_trade_no: '2088612279536603',
  order_id: '1464678934786097',
  time_end: '2017-07-23 16:00:00',
  user_no: '2013141516',
  user_name: '张三',
  uid: '2088612279536603',
  pay_type: '2',
};
const SEALED = sealRequest(APP, PAID);
const form = (fields: Record<string, string> = { ...SEALED }) => new URLSearchParams(fields).toString();

describe('readNotification', () => {
  test.each([
    ['a form’s text', form()],
    ['a parsed form', new URLSearchParams(form())],
    ['the fields of a form', SEALED],
    ['a sign in capitals', { ...SEALED, sign: SEALED.sign.toUpperCase() }],
    ['more fields', `${form()}&more=1`],
  ])('reads %s', (_what, body) => {
    expect(readNotification(APP, body)).toEqual(PAID);
  });

  test('reads one sealed by openssl and md5sum', () => {
    // openssl enc -aes-256-cbc -K … -iv … -base64 -A, then md5sum over id, param and secret
    const param =
      'VS59PbZLvd8Lbk+FhxQWviU/1P2h8yFYRJwXzHu/h8tHUBLlZIQHFBcsxYnVimFOeEyDoA9FEM1gC5AJSSOEW5zxOle6rPWFwL5HTh1cu/8Z9q9LnIqsfvHMpczTR8Tj';
    expect(
      readNotification(APP, { id: 'partner1', param, sign: 'a82fb29459e552c5d446445392142821' }),
    ).toEqual({
      out_trade_no: 'A1',
      order_id: '1',
      time_end: '2026-11-23 16:00:00',
      uid: 'o1',
      pay_type: '1',
    });
  });

  test('a "+" that was not escaped is restored', () => {
    const plus = [...Array(50).keys()]
      .map((n) => sealRequest(APP, { ...PAID, user_no: String(n) }))
      .find(({ param }) => param.includes('+'));
    const unescaped = `id=${plus?.id}&param=${plus?.param}&sign=${plus?.sign}`;
    expect(unescaped).toContain('+');
    expect(readNotification(APP, unescaped)).toMatchObject({ out_trade_no: PAID.out_trade_no });
    const spaced = { ...plus, param: plus?.param.replaceAll('+', ' ') };
    expect(readNotification(APP, spaced)).toMatchObject({ out_trade_no: PAID.out_trade_no });
  });

  test('an AES-128 app', () => {
    const keys = { ...APP, cipher: 'aes-128-cbc' } as const;
    expect(readNotification(keys, form({ ...sealRequest(keys, PAID) }))).toEqual(PAID);
  });

  const { uid: _uid, ...withoutUid } = PAID;
  test.each([
    ['nothing', ''],
    ['JSON', JSON.stringify(SEALED)],
    ['another app’s id', { ...SEALED, id: 'partner2' }],
    ['a notification to another app', sealRequest({ ...APP, appId: 'partner2' }, PAID)],
    ['another secret', sealRequest({ ...APP, appSecret: 'other' }, PAID)],
    ['another aes_key', sealRequest({ ...APP, aesKey: '0'.repeat(32) }, PAID)],
    ['a changed param', { ...SEALED, param: `A${SEALED.param.slice(1)}` }],
    ['a changed sign', { ...SEALED, sign: SEALED.sign.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }],
    ['no sign', { id: SEALED.id, param: SEALED.param }],
    ['an empty sign', { ...SEALED, sign: '' }],
    ['a second param', `${form()}&param=${encodeURIComponent(SEALED.param)}`],
    ['a second sign', `sign=0&${form()}`],
    ['a list of signs', { ...SEALED, sign: [SEALED.sign] }],
    [
      'a request of our own, sent back to us',
      sealRequest(APP, { body: '电费', out_trade_no: 'A1', total_fee: '1' }),
    ],
    ['one that lacks its uid', sealRequest(APP, withoutUid)],
    ['one of no known channel', sealRequest(APP, { ...PAID, pay_type: '3' })],
    ['a list', sealRequest(APP, [PAID])],
  ])('refuses %s', (_what, body) => {
    expect(() => readNotification(APP, body)).toThrow(BadNotificationError);
  });
});

/** A shop's endpoint, and what became of each delivery. */
async function startShop(onPaid: (notification: Notification) => Promise<void> | void) {
  const errors: unknown[] = [];
  const server = createServer(notificationHandler(APP, onPaid, (error) => errors.push(error)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const post = async (body: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`http://127.0.0.1:${port}/notify`, { method: 'POST', headers, body });
    return { status: answer.status, text: await answer.text() };
  };
  return {
    port,
    post,
    errors,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('notificationHandler', () => {
  test('answers success only once the shop has stored it', async () => {
    const stored = Promise.withResolvers<void>();
    const received = Promise.withResolvers<Notification>();
    await using shop = await startShop((notification) => {
      received.resolve(notification);
      return stored.promise;
    });
    let isAnswered = false;
    const answer = shop.post(form()).finally(() => {
      isAnswered = true;
    });
    expect(await received.promise).toEqual(PAID);
    expect(isAnswered).toBe(false);
    stored.resolve();
    expect(await answer).toEqual({ status: 200, text: NOTIFICATION_RECEIVED });
  });

  test('hands every delivery on, and lets the gateway repeat one that could not be stored', async () => {
    let deliveries = 0;
    const full = new Error('disk full');
    await using shop = await startShop(async () => {
      deliveries += 1;
      if (deliveries === 1) throw full;
    });
    expect(await shop.post(form())).toEqual({ status: 500, text: '处理失败' });
    expect(shop.errors).toEqual([full]);
    expect(await shop.post(form())).toMatchObject({ status: 200 });
    expect(await shop.post(form())).toMatchObject({ status: 200 });
    expect(deliveries).toBe(3);
  });

  test('a callback that throws at once is a delivery that failed, too', async () => {
    await using shop = await startShop(() => {
      throw new Error('broken');
    });
    expect(await shop.post(form())).toMatchObject({ status: 500 });
    expect(shop.errors).toHaveLength(1);
  });

  test('what the gateway did not send never reaches the shop', async () => {
    const received: Notification[] = [];
    await using shop = await startShop((notification) => {
      received.push(notification);
    });
    expect(await shop.post(form({ ...SEALED, sign: '0'.repeat(32) }))).toEqual({
      status: 400,
      text: '签名错误',
    });
    expect((await fetch(`http://127.0.0.1:${shop.port}/notify`)).status).toBe(405);
    expect(received).toEqual([]);
    expect(shop.errors).toEqual([]);
  });

  test.each(['content-length: 10000000', 'transfer-encoding: chunked'])(
    'a body above 64 KB (%s) is refused before it ends',
    async (length) => {
      await using shop = await startShop(() => undefined);
      const socket = connect(shop.port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      const part = 'x'.repeat(65 * 1024);
      const body = length.endsWith('chunked') ? `${part.length.toString(16)}\r\n${part}\r\n` : part;
      socket.write(`POST /notify HTTP/1.1\r\nhost: a\r\n${length}\r\n\r\n${body}`);
      await once(socket, 'close');
      expect(text).toMatch(/^HTTP\/1\.1 413 /);
    },
  );

  test('one that breaks off reaches nobody', async () => {
    const received: Notification[] = [];
    await using shop = await startShop((notification) => {
      received.push(notification);
    });
    const socket = connect(shop.port, '127.0.0.1');
    const body = form();
    socket.end(`POST /notify HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length + 1}\r\n\r\n${body}`);
    socket.resume();
    await once(socket, 'close');
    expect(await shop.post(body)).toMatchObject({ status: 200 });
    expect(received).toHaveLength(1);
    expect(shop.errors).toEqual([]);
  });

  test('keys that cannot be right are a TypeError at the start', () => {
    expect(() => notificationHandler({ ...APP, aesKey: 'short' }, () => undefined)).toThrow(TypeError);
  });
});
