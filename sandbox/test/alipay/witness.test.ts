import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfSignedCertificate } from '../../src/wechat/x509.ts';
import { APP_ID, APP_PRIVATE_KEY, appKeys, SELLER_ID } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';
import { newNumber } from '../helpers/sandbox.ts';
import { waitFor } from '../helpers/wait-for.ts';

// alipay-sdk is an implementation we had no hand in: it signs, and the emulator must accept; the
// emulator signs, and it must accept. With `validateSign`, or else it believes anything.
const VALIDATED = { validateSign: true };

let sandbox: AlipaySandbox;
beforeAll(async () => {
  sandbox = await startAlipaySandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

function newSdk(keys: object): AlipaySdk {
  return new AlipaySdk({
    appId: APP_ID,
    privateKey: APP_PRIVATE_KEY,
    keyType: 'PKCS8',
    gateway: `${sandbox.url}/gateway.do`,
    ...keys,
  });
}

async function keyMode(): Promise<AlipaySdk> {
  const body = {
    seller_id: SELLER_ID,
    public_key_pem: appKeys.publicKey.export({ type: 'spki', format: 'pem' }),
  };
  const { content } = await sandbox.admin('PUT', `/alipay/apps/${APP_ID}`, body);
  return newSdk({ alipayPublicKey: content.alipay_public_key_pem });
}

async function certificateMode(): Promise<AlipaySdk> {
  const now = Date.now();
  const certificate = selfSignedCertificate({
    serial: '3a'.repeat(20),
    commonName: 'the app',
    validFrom: now - 1000,
    validTo: now + 86_400_000,
    ...appKeys,
  });
  const body = { seller_id: SELLER_ID, certificate_pem: certificate };
  const { content } = await sandbox.admin('PUT', `/alipay/apps/${APP_ID}`, body);
  return newSdk({
    appCertContent: certificate,
    alipayPublicCertContent: content.alipay_certificate_pem,
    alipayRootCertContent: content.alipay_root_certificate_pem,
  });
}

describe.each([
  ['key mode', keyMode],
  ['certificate mode', certificateMode],
])('%s', (_name, start) => {
  let sdk: AlipaySdk;
  beforeAll(async () => {
    sdk = await start();
  });

  const terms = () => ({ outTradeNo: newNumber('W'), totalAmount: '1.00', subject: '宿舍电费 a+b%20' });
  const exec = (method: string, bizContent: object, more: object = {}) =>
    sdk.exec(method, { bizContent, ...more }, VALIDATED);

  test('a code is made, paid, queried, refunded, and the notices verify', async () => {
    const asked = terms();
    const made = await exec('alipay.trade.precreate', asked, { notifyUrl: sandbox.receiver.url });
    expect(made).toMatchObject({ code: '10000', outTradeNo: asked.outTradeNo });
    await sandbox.admin('POST', '/alipay/pay', { code_url: made.qrCode });
    const { outTradeNo } = asked;
    expect(await exec('alipay.trade.query', { outTradeNo })).toMatchObject({
      tradeStatus: 'TRADE_SUCCESS',
      totalAmount: '1.00',
    });
    const refund = { outTradeNo, refundAmount: '0.40', outRequestNo: 'R1', refundReason: '多缴' };
    expect(await exec('alipay.trade.refund', refund)).toMatchObject({ fundChange: 'Y', refundFee: '0.40' });
    const refundQuery = { outTradeNo, outRequestNo: 'R1', queryOptions: ['gmt_refund_pay'] };
    expect(await exec('alipay.trade.fastpay.refund.query', refundQuery)).toMatchObject({
      refundStatus: 'REFUND_SUCCESS',
    });
    const told = () =>
      sandbox.receiver.received
        .map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
        .filter((notice) => notice.out_trade_no === outTradeNo);
    await waitFor('both notices', () => told().length === 2);
    for (const notice of told()) {
      expect(sdk.checkNotifySignV2(notice)).toBe(true);
      expect(sdk.checkNotifySignV2({ ...notice, total_amount: '9.99' })).toBe(false);
    }
  });

  test('its links and forms open the cashier', async () => {
    const pay = { ...terms(), productCode: 'FAST_INSTANT_TRADE_PAY' };
    const params = { bizContent: pay, returnUrl: 'http://127.0.0.1:9/back?a=1&b=%E5%AD%A6' };
    const link = sdk.pageExec('alipay.trade.page.pay', 'GET', params);
    const opened = await fetch(link, { redirect: 'manual' });
    expect(opened.headers.get('location')).toMatch(/^\/phone\/pay\?code=\d{28}$/);

    const form = sdk.pageExec('alipay.trade.page.pay', 'POST', params);
    const action = /action="([^"]+)"/.exec(form)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const fields = form.matchAll(/name="(\w+)" value="([^"]*)"/g);
    const body = new URLSearchParams(
      [...fields].map(([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"')]),
    );
    const posted = await fetch(action, { method: 'POST', body, redirect: 'manual' });
    expect(posted.headers.get('location')).toBe(opened.headers.get('location'));
  });

  test('signed business refusals verify, and closing and cancelling are answered', async () => {
    const { outTradeNo } = terms();
    expect(await exec('alipay.trade.query', { outTradeNo })).toMatchObject({
      subCode: 'ACQ.TRADE_NOT_EXIST',
    });
    const asked = { ...terms(), productCode: 'JSAPI_PAY', opAppId: APP_ID, buyerId: '2088612279536603' };
    const created = await exec('alipay.trade.create', asked);
    expect(created.tradeNo).toMatch(/^\d{28}$/);
    expect(await exec('alipay.trade.close', { tradeNo: created.tradeNo })).toMatchObject({ code: '10000' });
    expect(await exec('alipay.trade.cancel', { outTradeNo })).toMatchObject({
      code: '10000',
      retryFlag: 'N',
    });
  });

  test('a code of OAuth becomes a user', async () => {
    const query = new URLSearchParams({
      app_id: APP_ID,
      scope: 'auth_base',
      redirect_uri: sandbox.receiver.url,
    });
    const address = `${sandbox.url}/oauth2/publicAppAuthorize.htm?${query}`;
    const { headers } = await fetch(address, { redirect: 'manual' });
    const code = new URL(headers.get('location') ?? '').searchParams.get('auth_code') ?? '';
    const params = { grantType: 'authorization_code', code };
    const granted = await sdk.exec('alipay.system.oauth.token', params, VALIDATED);
    expect(granted).toMatchObject({ userId: '2088612279536603' });
  });

  test('an answer somebody changed is not believed', async () => {
    await sandbox.admin('POST', '/faults', { fault: 'tampered_body' });
    await expect(exec('alipay.trade.cancel', { outTradeNo: newNumber('W') })).rejects.toThrow('验签失败');
  });
});
