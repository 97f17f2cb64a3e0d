import { expect, test } from 'vitest';
import {
  ALIPAY_1_SN,
  ALIPAY_2_SN,
  APP_SN,
  certificateAccount,
  testFile,
} from '../../../test/helpers/channels/alipay/certificate-account.ts';
import {
  account,
  alipay,
  application,
  signatureOf,
  signedByApplication,
  stranger,
} from '../../../test/helpers/channels/alipay/signing-server.ts';
import { parseAlipayAccount } from './alipay-account.ts';
import { signatureDefect, signedParameters, signedText } from './signature.ts';

test('the signed text is sorted, raw, without what is empty, and keeps sign_type', () => {
  const parameters = {
    sign_type: 'RSA2',
    return_url: '',
    app_id: '2021',
    subject: '学费&a=b +%2B',
    Zone: 'capitals come first',
    biz_content: '{"a":"\\/"}',
  };
  expect(signedText(parameters)).toBe(
    'Zone=capitals come first&app_id=2021&biz_content={"a":"\\/"}&sign_type=RSA2&subject=学费&a=b +%2B',
  );
});

const keyAccount = parseAlipayAccount(account);
const withCertificates = parseAlipayAccount(certificateAccount);
const own = { biz_content: '{"out_trade_no":"1"}', notify_url: 'https://pay.example.cn/n' };

test('a request carries the common parameters and a signature of the application', async () => {
  const parameters = await signedParameters(keyAccount, 'alipay.trade.query', '2026-09-01 10:00:00', own);
  const { sign, ...others } = parameters;
  expect(others).toEqual({
    app_id: account.settings.appId,
    method: 'alipay.trade.query',
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: '2026-09-01 10:00:00',
    version: '1.0',
    ...own,
  });
  expect(signedByApplication(parameters)).toBe(true);
  expect(signedByApplication({ ...parameters, version: '1.1' })).toBe(false);
  expect(
    signedByApplication({ ...parameters, sign: sign?.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) ?? '' }),
  ).toBe(false);
});

test('in certificate mode it names both certificates', async () => {
  const parameters = await signedParameters(
    withCertificates,
    'alipay.trade.query',
    '2026-09-01 10:00:00',
    own,
  );
  expect(parameters).toMatchObject({ app_cert_sn: APP_SN });
  expect(parameters.alipay_root_cert_sn).toMatch(/^[0-9a-f]{32}_[0-9a-f]{32}$/);
});

const TEXT = '{"code":"10000","subject":"学费","qr":"https:\\/\\/qr"}';
const first = signatureOf(TEXT, keyOf('alipay-1.key'));
const second = signatureOf(TEXT, keyOf('alipay-2.key'));

function keyOf(name: string) {
  return parseAlipayAccount({ ...account, secrets: { appPrivateKey: testFile(name) } }).privateKey;
}

test.each([
  ['the key', signatureOf(TEXT), undefined, undefined],
  ['the key, whatever certificate is named', signatureOf(TEXT), 'ab', undefined],
  ['another key', signatureOf(TEXT, stranger.privateKey), undefined, '验签不通过'],
  ['our own key', signatureOf(TEXT, application.privateKey), undefined, '验签不通过'],
  ['another text', signatureOf(`${TEXT} `), undefined, '验签不通过'],
  ['SHA-1', signatureOf(TEXT, alipay.privateKey, 'sha1'), undefined, '验签不通过'],
  ['nonsense', '!', undefined, '验签不通过'],
  ['nothing', '', undefined, '验签不通过'],
])('key mode, signed with %s', (_name, signature, sn, defect) => {
  expect(signatureDefect(keyAccount, TEXT, signature, sn)).toBe(defect);
});

test.each([
  ['the first certificate', first, ALIPAY_1_SN, undefined],
  ['the second certificate', second, ALIPAY_2_SN, undefined],
  ['the first, unnamed', first, undefined, undefined],
  ['the second, unnamed', second, undefined, undefined],
  ['the second under the name of the first', second, ALIPAY_1_SN, '验签不通过'],
  ['one that is not installed', first, 'ab', '签名所用的支付宝公钥证书未配置'],
  ['a stranger, unnamed', signatureOf(TEXT, stranger.privateKey), undefined, '验签不通过'],
])('certificate mode, signed with %s', (_name, signature, sn, defect) => {
  expect(signatureDefect(withCertificates, TEXT, signature, sn)).toBe(defect);
});
