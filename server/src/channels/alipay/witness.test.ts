import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateAccount, testFile } from '../../../test/helpers/channels/alipay/certificate-account.ts';
import {
  account,
  alipay,
  application,
  granted,
  joined,
  type SigningServer,
  signatureOf,
  signed,
  startSigningServer,
  stranger,
} from '../../../test/helpers/channels/alipay/signing-server.ts';
import { parseAlipayAccount } from './alipay-account.ts';
import { rawMembers } from './envelope.ts';
import { signatureDefect, signedParameters, signedText } from './signature.ts';

// alipay-sdk is an implementation we had no hand in: it must agree with ours.

const APP_ID = `${account.settings.appId}`;
const ours = parseAlipayAccount(account);
const keyType = 'PKCS8';
const trusting = (alipayPublicKey: string, gateway = 'http://127.0.0.1') =>
  new AlipaySdk({ appId: APP_ID, privateKey: application.privatePem, keyType, alipayPublicKey, gateway });

let server: SigningServer;
beforeAll(async () => {
  server = await startSigningServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('the SDK verifies the parameters of a request', async () => {
  const parameters = await signedParameters(ours, 'alipay.trade.precreate', '2026-09-01 10:00:00', {
    biz_content: '{"subject":"学费 +%2B"}',
    notify_url: 'https://pay.example.cn/n',
    return_url: '',
  });
  const { return_url: _, ...sent } = parameters;
  expect(trusting(application.publicPem).checkNotifySignV2(sent)).toBe(true);
  expect(trusting(stranger.publicPem).checkNotifySignV2(sent)).toBe(false);
});

test('an address the SDK signs has the signature we would give it', () => {
  const url = trusting(alipay.publicPem).pageExec('alipay.trade.page.pay', 'GET', {
    returnUrl: 'https://pay.example.cn/?a=1&b=2',
    bizContent: { outTradeNo: '1', totalAmount: '0.01', subject: '学费 a+b' },
  });
  const { sign = '', ...others } = Object.fromEntries(new URL(url).searchParams);
  expect(signatureOf(signedText(others), application.privateKey)).toBe(sign);
});

test('the SDK accepts an answer of the signing server, and cuts the same text out of it', async () => {
  const content = granted({ out_trade_no: '1', subject: '学费 {"}', qr_code: 'https://qr.alipay.com/bax' });
  server.answerWith(signed(content));
  const sdk = trusting(alipay.publicPem, server.gatewayUrl);
  const bizContent = { out_trade_no: '1' };
  const method = 'alipay.trade.precreate';
  const read = await sdk.exec(method, { bizContent }, { validateSign: true });
  expect(read).toMatchObject({ outTradeNo: '1', qrCode: 'https://qr.alipay.com/bax' });
  const [requestBody] = server.received;
  expect(requestBody?.authentic).toBe(true);

  if (!requestBody) throw new Error('nothing was received');
  const answer = signed(content)(requestBody);
  if (typeof answer === 'string') throw new Error(answer);
  const key = 'alipay_trade_precreate_response';
  const text = `${answer.body}`;
  expect(rawMembers(text).get(key)).toBe(sdk.getSignStr(text, key));
});

test('we accept a notice that the SDK accepts', () => {
  const form = { trade_no: '1', subject: '学费 a+b', total_amount: '0.01', body: '' };
  const { body: _, ...present } = form;
  const sign = signatureOf(joined(form));
  expect(trusting(alipay.publicPem).checkNotifySignV2({ ...present, sign, sign_type: 'RSA2' })).toBe(true);
  expect(signatureDefect(ours, signedText(form), sign, undefined)).toBeUndefined();
});

test('the SDK computes the same certificate numbers, the root of three included', () => {
  const { config } = new AlipaySdk({
    appId: APP_ID,
    privateKey: testFile('app.key'),
    keyType,
    appCertContent: testFile('app.crt'),
    alipayRootCertContent: testFile('root.crt'),
    alipayPublicCertContent: testFile('alipay-1.crt'),
  });
  const { certificateSns, alipayKeys } = parseAlipayAccount(certificateAccount);
  expect(certificateSns).toEqual({ app: config.appCertSn, root: config.alipayRootCertSn });
  expect([...alipayKeys.keys()][0]).toBe(config.alipayCertSn);
});
