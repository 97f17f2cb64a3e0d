import { readFileSync } from 'node:fs';
import type { ChannelAccount } from '../../../../src/channels/channel.ts';
import { account } from './signing-server.ts';

/** The numbers of the test certificates, computed apart from our code: md5 of issuer and serial. */
export const APP_SN = '3feee4b3ce681e0b6ad85e621b7bccf6';
export const ALIPAY_1_SN = '3f1afea063f7706e293155581f7c5c79';
export const ALIPAY_2_SN = '50342e2d30c4171a2c3b0c444da96f07';

/** One of the files in `test-certificates`: made for these tests, of use nowhere else. */
export function testFile(name: string): string {
  return readFileSync(new URL(`test-certificates/${name}`, import.meta.url), 'utf8');
}

/** The account of the unit tests in certificate mode, with two certificates of Alipay's. */
export const certificateAccount: ChannelAccount = {
  ...account,
  settings: {
    appId: account.settings.appId,
    sellerId: account.settings.sellerId,
    mode: 'certificate',
    appCertificate: testFile('app.crt'),
    alipayCertificates: { [ALIPAY_1_SN]: testFile('alipay-1.crt'), [ALIPAY_2_SN]: testFile('alipay-2.crt') },
    alipayRootCertificate: testFile('root.crt'),
  },
  secrets: { appPrivateKey: testFile('app.key') },
};
