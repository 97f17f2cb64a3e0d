import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SCENES } from '@zhixiao/contract/codes/scenes';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { startEmulators } from '../../test/helpers/channels/emulators.ts';
import { HOUR_MS, MINUTE_MS, plusMs, systemClock } from '../lib/clock.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { idMaker } from '../lib/ids.ts';
import type { Outcome } from '../lib/outcome.ts';
import { createAlipayChannel } from './alipay/alipay-channel.ts';
import {
  CallbackRejected,
  type Channel,
  type ChannelAccount,
  type ChannelAdapter,
  type PaymentCredential,
  type Scene,
  type VerifiedCallback,
} from './channel.ts';
import { createWechatChannel } from './wechat/wechat-channel.ts';

/** Where channels legitimately differ. */
interface Ways {
  /** The scenes these accounts can be paid in. */
  readonly scenes: readonly Scene[];
  /** The payer's id at the channel, where a payment is made for one payer. */
  readonly payerUid: string;
  /** What a query says of a payment that no payer has opened yet. */
  readonly unopened: 'pending' | 'not_found';
  /** Whether refunds are told by callback; Alipay's notices of them say nothing of any single one. */
  readonly tellsRefunds: boolean;
}

/** A channel with an account at its emulator, and the payer's hand. */
interface Subject extends AsyncDisposable {
  readonly ways: Ways;
  readonly channel: ChannelAdapter;
  readonly account: ChannelAccount;
  /** The same account, but signing with a key the channel does not know. */
  readonly impostor: ChannelAccount;
  /** Scans the code and looks at the bill, no more. */
  open(paymentNo: string): Promise<void>;
  pay(paymentNo: string): Promise<void>;
  /** Goes where the handle leads, and pays there. */
  payBy(credential: PaymentCredential, paymentNo: string): Promise<void>;
}

/** A sub-merchant of the service provider that signs; the second has an appid of its own. */
const SUB_MERCHANT = { subMerchantId: '1900000109' };
const SUB_MERCHANT_WITH_APP = { subMerchantId: '1900000110', subAppId: 'wx00000000000000ab' };

/** Every channel, and kinds of accounts of one that differ. */
const SUBJECTS: Readonly<Record<Channel, () => Promise<Subject>>> &
  Readonly<Record<string, () => Promise<Subject>>> = {
  wechat: () => startWechat(),
  'wechat sub-merchant': () => startWechat(SUB_MERCHANT),
  'wechat sub-merchant with its own appid': () => startWechat(SUB_MERCHANT_WITH_APP),
  alipay: startAlipay,
};

const newId = idMaker(systemClock);

describe.each(Object.entries(SUBJECTS))('%s', (_name, start) => {
  let subject: Subject;
  let callbacks: CallbackServer;

  beforeAll(async () => {
    subject = await start();
    callbacks = await startCallbackServer(subject);
  });
  afterAll(async () => {
    await subject[Symbol.asyncDispose]();
    await callbacks[Symbol.asyncDispose]();
  });

  const orderTerms = (paymentNo: string, totalAmount = 100, scene: Scene = 'native') => ({
    paymentNo,
    description: '宿舍电费',
    totalAmount,
    scene,
    callbackUrl: callbacks.url,
    expiresAt: plusMs(systemClock.now(), HOUR_MS),
  });

  async function order(paymentNo = newId()): Promise<string> {
    const { channel, account } = subject;
    const requestBody = channel.paymentRequestBody(account, orderTerms(paymentNo));
    doneValue(await channel.createPayment(account, 'native', requestBody));
    return paymentNo;
  }

  async function paidOrder(): Promise<string> {
    const paymentNo = await order();
    await subject.pay(paymentNo);
    return paymentNo;
  }

  function refundOf(paymentNo: string, refundAmount: number, refundNo = newId()) {
    const { channel, account } = subject;
    const callbackUrl = callbacks.url;
    const requestBody = channel.refundRequestBody(account, {
      refundNo,
      paymentNo,
      refundAmount,
      paidAmount: 100,
      reason: '多缴',
      callbackUrl,
    });
    return { refundNo, requestBody };
  }

  test('an order is created, shown, paid, and the same in query and callback', async () => {
    const { channel, account } = subject;
    const paymentNo = newId();
    const requestBody = channel.paymentRequestBody(account, orderTerms(paymentNo));
    const credential = doneValue(await channel.createPayment(account, 'native', requestBody));
    expect(credential).toMatchObject({ kind: 'qr', codeUrl: expect.stringMatching(/./) });
    expect(doneValue(await channel.queryPayment(account, paymentNo)).status).toBe(subject.ways.unopened);
    await subject.open(paymentNo);
    expect(doneValue(await channel.queryPayment(account, paymentNo)).status).toBe('pending');

    await subject.pay(paymentNo);
    const state = doneValue(await channel.queryPayment(account, paymentNo));
    expect(state).toMatchObject({ status: 'paid', evidence: { paidAmount: 100 } });
    const callback = await callbacks.verified((one) => one.kind === 'payment' && one.paymentNo === paymentNo);
    expect(callback.state).toEqual(state);
    expect(doneValue(await channel.closePayment(account, paymentNo))).toBe('paid');
  });

  test.each(SCENES)('%s: created, paid by this payer, and the same in query and callback', async (scene) => {
    const { channel, account, ways } = subject;
    expect(channel.supports(account, scene)).toBe(ways.scenes.includes(scene));
    if (!ways.scenes.includes(scene)) return;
    const paymentNo = newId();
    const requestBody = channel.paymentRequestBody(account, {
      ...orderTerms(paymentNo, 123, scene),
      ...(scene === 'jsapi' || scene === 'mini_program' ? { openid: ways.payerUid } : {}),
      ...(scene === 'wap' ? { payerIp: '203.0.113.7' } : {}),
      ...(scene === 'wap' || scene === 'page' ? { returnUrl: 'https://school.example.com/back' } : {}),
    });
    const credential = doneValue(await channel.createPayment(account, scene, requestBody));
    await subject.payBy(credential, paymentNo);
    const state = doneValue(await channel.queryPayment(account, paymentNo));
    expect(state).toMatchObject({ status: 'paid', evidence: { paidAmount: 123, payerUid: ways.payerUid } });
    const callback = await callbacks.verified((one) => one.kind === 'payment' && one.paymentNo === paymentNo);
    expect(callback.state).toEqual(state);
  });

  test('the same bytes again make no second order', async () => {
    const { channel, account } = subject;
    const paymentNo = newId();
    const requestBody = channel.paymentRequestBody(account, orderTerms(paymentNo));
    const { kind: first } = await channel.createPayment(account, 'native', requestBody);
    const { kind: again } = await channel.createPayment(account, 'native', requestBody);
    // Alipay gives out one code a number, and does not say it again: then nothing is known, nothing denied
    expect([first, again]).toEqual(['done', subject.ways.unopened === 'pending' ? 'done' : 'unknown']);
    await subject.open(paymentNo);
    const other = channel.paymentRequestBody(account, orderTerms(paymentNo, 101));
    expect((await channel.createPayment(account, 'native', other)).kind).not.toBe('done');
    expect(doneValue(await channel.queryPayment(account, paymentNo)).status).toBe('pending');
    await subject.pay(paymentNo);
    const state = doneValue(await channel.queryPayment(account, paymentNo));
    expect(state).toMatchObject({ status: 'paid', evidence: { paidAmount: 100 } });
  });

  test('a closed order stays closed', async () => {
    const { channel, account } = subject;
    const paymentNo = await order();
    await subject.open(paymentNo);
    for (const _attempt of ['first', 'again']) {
      expect(doneValue(await channel.closePayment(account, paymentNo))).toBe('closed');
    }
    expect(doneValue(await channel.queryPayment(account, paymentNo)).status).toBe('closed');
    const requestBody = channel.paymentRequestBody(account, orderTerms(paymentNo));
    expect((await channel.createPayment(account, 'native', requestBody)).kind).not.toBe('done');
  });

  test('a channel that creates a payment only when its payer scans keeps its codes short-lived', async () => {
    const { channel, account, ways } = subject;
    const paymentNo = await order();
    const closed = doneValue(await channel.closePayment(account, paymentNo));
    const lifetimeMs = channel.linkLifetimeMs('native');
    if (ways.unopened === 'pending') {
      expect([closed, lifetimeMs]).toEqual(['closed', undefined]);
      return;
    }
    expect(closed).toBe('not_found');
    expect(lifetimeMs).toBeLessThanOrEqual(15 * MINUTE_MS);
    await subject.pay(paymentNo);
    expect(doneValue(await channel.queryPayment(account, paymentNo)).status).toBe('paid');
  });

  test('an order the channel has never seen is not found', async () => {
    const { channel, account } = subject;
    expect(doneValue(await channel.queryPayment(account, newId())).status).toBe('not_found');
    expect(doneValue(await channel.closePayment(account, newId()))).toBe('not_found');
  });

  test('a refund is accepted once however often it is sent, and answered by query, or by callback too', async () => {
    const { channel, account, ways } = subject;
    const paymentNo = await paidOrder();
    const { refundNo, requestBody } = refundOf(paymentNo, 30);
    expect(doneValue(await channel.queryRefund(account, refundNo, paymentNo))).toBe('not_found');

    const first = doneValue(await channel.createRefund(account, requestBody));
    const again = doneValue(await channel.createRefund(account, requestBody));
    expect(first.refundAmount).toBe(30);
    expect(again.channelRefundId).toBe(first.channelRefundId);

    const succeeded = { status: 'succeeded', refundAmount: 30, channelRefundId: first.channelRefundId };
    await vi.waitFor(
      async () =>
        expect(doneValue(await channel.queryRefund(account, refundNo, paymentNo))).toEqual(succeeded),
      WITHIN,
    );
    if (ways.tellsRefunds) {
      const callback = await callbacks.verified((one) => one.kind === 'refund' && one.refundNo === refundNo);
      expect(callback.state).toEqual(succeeded);
    }
    expect(doneValue(await channel.queryPayment(account, paymentNo)).status).toBe('paid');
  });

  test('a payment that was refunded whole was paid all the same', async () => {
    const { channel, account } = subject;
    const paymentNo = await paidOrder();
    const before = doneValue(await channel.queryPayment(account, paymentNo));
    const { refundNo, requestBody } = refundOf(paymentNo, 100);
    doneValue(await channel.createRefund(account, requestBody));
    await vi.waitFor(async () => {
      const refund = doneValue(await channel.queryRefund(account, refundNo, paymentNo));
      expect(refund).toMatchObject({ status: 'succeeded', refundAmount: 100 });
    }, WITHIN);
    expect(doneValue(await channel.queryPayment(account, paymentNo))).toEqual(before);
  });

  test('what cannot be refunded is refused for certain', async () => {
    const { channel, account } = subject;
    const unpaid = await order();
    const paid = await paidOrder();
    for (const { requestBody } of [refundOf(unpaid, 30), refundOf(paid, 101)]) {
      expect((await channel.createRefund(account, requestBody)).kind).toBe('not_done');
    }
  });

  test('a callback changed by one byte is rejected', async () => {
    const { channel, account } = subject;
    const paymentNo = await paidOrder();
    await callbacks.verified((one) => one.kind === 'payment' && one.paymentNo === paymentNo);
    const { headers, body } = callbacks.latest();
    const changed = Buffer.from(body);
    changed.writeUInt8(changed.readUInt8(changed.length >> 1) ^ 1, changed.length >> 1);
    expect(() => channel.readCallback(account, { headers, body: changed })).toThrow(CallbackRejected);
    const unproven = Buffer.from(body.toString().replace(/&sign=[^&]*/, ''));
    expect(() => channel.readCallback(account, { headers: {}, body: unproven })).toThrow(CallbackRejected);
  });

  test('whoever signs with another key gets nothing done', async () => {
    const { channel, account, impostor } = subject;
    const paymentNo = newId();
    const requestBody = channel.paymentRequestBody(impostor, orderTerms(paymentNo));
    expect((await channel.createPayment(impostor, 'native', requestBody)).kind).toBe('not_done');
    expect(doneValue(await channel.queryPayment(account, paymentNo)).status).toBe('not_found');
  });
});

const WITHIN = { timeout: patience(20_000), interval: 100 };

interface CallbackServer extends AsyncDisposable {
  readonly url: string;
  /** Waits for a callback that reads as asked. */
  verified(matches: (callback: VerifiedCallback) => boolean): Promise<VerifiedCallback>;
  /** The latest one as it came. */
  latest(): { readonly headers: IncomingHttpHeaders; readonly body: Buffer };
}

async function startCallbackServer({ channel, account }: Subject): Promise<CallbackServer> {
  const read: VerifiedCallback[] = [];
  let latest: { headers: IncomingHttpHeaders; body: Buffer } | undefined;
  const server = createServer(async (request, response) => {
    const { headers } = request;
    latest = { headers, body: await buffer(request) };
    const callback = channel.readCallback(account, latest);
    if (callback.kind !== 'hint') read.push(callback);
    const { status, contentType, body } = channel.callbackReply(true, latest);
    response.writeHead(status, { 'content-type': contentType }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    verified: (matches) =>
      vi.waitFor(() => {
        const found = read.find(matches);
        if (!found) throw new Error('no such callback yet');
        return found;
      }, WITHIN),
    latest() {
      if (!latest) throw new Error('no callback yet');
      return latest;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function doneValue<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

/** An emulator with its admin API below `/__admin/{channel}`. */
async function startEmulator(channel: string) {
  const sandbox = await startEmulators();
  const http = createHttpClient();
  return {
    http,
    url: sandbox.url,
    async admin(method: string, target: string, body: object): Promise<Record<string, unknown>> {
      const answer = await fetch(new URL(`/__admin/${channel}/${target}`, sandbox.url), {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const content = await answer.text();
      if (!answer.ok) throw new Error(`${target}: ${answer.status} ${content}`);
      return content === '' ? {} : JSON.parse(content);
    },
    async stop() {
      await http[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

/** What the emulated payer does: `refuse` has looked at the bill. An Alipay link is opened, as a browser would. */
function payerOf(admin: Awaited<ReturnType<typeof startEmulator>>['admin'], opensLinks: boolean) {
  const use = async (paymentNo: string, result: string) =>
    void (await admin('POST', 'pay', { out_trade_no: paymentNo, result }));
  return {
    open: (paymentNo: string) => use(paymentNo, 'refuse'),
    pay: (paymentNo: string) => use(paymentNo, 'success'),
    payBy: async (credential: PaymentCredential, paymentNo: string) =>
      opensLinks && credential.kind === 'redirect'
        ? void (await admin('POST', 'pay', { url: credential.url }))
        : use(paymentNo, 'success'),
  };
}

async function startWechat(sub: { subMerchantId?: string; subAppId?: string } = {}): Promise<Subject> {
  const { http, url, admin, stop } = await startEmulator('wechat');
  const merchant = newKeyPair();
  const apiV3Key = 'ApiV3KeyForTestsApiV3KeyForTests';
  const merchantSerial = '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB';
  const keys = await admin('PUT', 'merchants/1900007291', {
    appids: ['wxd678efh567hg6787'],
    sub_merchants: {
      [SUB_MERCHANT.subMerchantId]: [],
      [SUB_MERCHANT_WITH_APP.subMerchantId]: [SUB_MERCHANT_WITH_APP.subAppId],
    },
    apiv3_key: apiV3Key,
    certificate_serial: merchantSerial,
    public_key_pem: merchant.publicKey,
    app_secrets: { wxd678efh567hg6787: 'secretOfTheApp' },
  });
  const account: ChannelAccount = {
    channelAccountId: 'contract',
    channel: 'wechat',
    settings: {
      merchantId: '1900007291',
      appId: 'wxd678efh567hg6787',
      merchantSerial,
      h5Enabled: true,
      ...sub,
      platformKeyId: keys.platform_public_key_id,
      platformKeys: { [String(keys.platform_public_key_id)]: keys.platform_public_key_pem },
    },
    secrets: { apiV3Key, merchantPrivateKey: merchant.privateKey },
  };
  return {
    ways: {
      scenes: ['native', 'jsapi', 'mini_program', 'wap'],
      payerUid: 'oSandboxPayer0000000000zhang',
      unopened: 'pending',
      tellsRefunds: true,
    },
    channel: createWechatChannel({ http, clock: systemClock, baseUrl: url }),
    account,
    impostor: { ...account, secrets: { apiV3Key, merchantPrivateKey: newKeyPair().privateKey } },
    ...payerOf(admin, false),
    [Symbol.asyncDispose]: stop,
  };
}

async function startAlipay(): Promise<Subject> {
  const { http, url, admin, stop } = await startEmulator('alipay');
  const application = newKeyPair();
  const appId = '2021000000000001';
  const sellerId = '2088000000000011';
  const keys = await admin('PUT', `apps/${appId}`, {
    seller_id: sellerId,
    public_key_pem: application.publicKey,
  });
  const account: ChannelAccount = {
    channelAccountId: 'contract',
    channel: 'alipay',
    settings: {
      appId,
      sellerId,
      mode: 'key',
      alipayPublicKey: keys.alipay_public_key_pem,
      miniProgramEnabled: true,
      jsapiEnabled: true,
    },
    secrets: { appPrivateKey: application.privateKey },
  };
  return {
    ways: {
      scenes: [...SCENES],
      payerUid: '2088612279536603',
      unopened: 'not_found',
      tellsRefunds: false,
    },
    channel: createAlipayChannel({ http, clock: systemClock, gatewayUrl: `${url}/gateway.do` }),
    account,
    impostor: { ...account, secrets: { appPrivateKey: newKeyPair().privateKey } },
    ...payerOf(admin, true),
    [Symbol.asyncDispose]: stop,
  };
}

function newKeyPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}
