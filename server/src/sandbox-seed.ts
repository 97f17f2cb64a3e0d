import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { insertApp, insertSchool } from './apps/app-store.ts';
import { findAccount, saveChannelAccount } from './channels/account-store.ts';
import type { ChannelAccount } from './channels/channel.ts';
import type { Core } from './core.ts';

/** The interface document's own test credentials (section 1.3, "测试数据"); sandbox mode only. */
export const TEST_APP = {
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  cipher: 'aes-256-cbc',
} as const;

const SCHOOL = { schoolId: '10086', name: '知校示范大学' };
const WECHAT_ACCOUNT_ID = 'sandbox-wechat';
const MERCHANT_ID = '1900000001';
const APP_ID = 'wx0000sandbox00001';

/** Gives the sandbox what it can be used with at once: a school, the test app, and emulated merchants. */
export async function seedSandbox(core: Core, sandboxUrl: string): Promise<void> {
  const now = core.clock.now();
  await insertSchool(core.db, SCHOOL, now);
  await insertApp(core.db, core.vault, { ...TEST_APP, schoolId: SCHOOL.schoolId, name: '缴费测试系统' }, now);

  const known = await findAccount(core.db, core.vault, WECHAT_ACCOUNT_ID);
  const merchant = known ? merchantOf(known) : newMerchant();
  const platform = await registerMerchant(sandboxUrl, merchant);
  const account: ChannelAccount = {
    channelAccountId: WECHAT_ACCOUNT_ID,
    channel: 'wechat',
    settings: {
      merchantId: MERCHANT_ID,
      appId: APP_ID,
      h5Enabled: true,
      merchantSerial: merchant.serial,
      merchantPublicKey: merchant.publicKey,
      platformKeyId: platform.platform_public_key_id,
      platformKeys: {
        [platform.platform_public_key_id]: platform.platform_public_key_pem,
        [platform.platform_certificate_serial]: platform.platform_certificate_pem,
      },
    },
    secrets: {
      apiV3Key: merchant.apiV3Key,
      merchantPrivateKey: merchant.privateKey,
      appSecret: merchant.appSecret,
    },
  };
  await saveChannelAccount(core.db, core.vault, { ...account, schoolId: SCHOOL.schoolId }, now);
}

interface Merchant {
  readonly serial: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly apiV3Key: string;
  readonly appSecret: string;
}

function newMerchant(): Merchant {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    serial: randomBytes(20).toString('hex').toUpperCase(),
    publicKey,
    privateKey,
    apiV3Key: randomBytes(16).toString('hex'),
    appSecret: randomBytes(16).toString('hex'),
  };
}

function merchantOf({ settings, secrets }: ChannelAccount): Merchant {
  return {
    serial: String(settings.merchantSerial),
    publicKey: String(settings.merchantPublicKey),
    privateKey: String(secrets.merchantPrivateKey),
    apiV3Key: String(secrets.apiV3Key),
    appSecret: String(secrets.appSecret),
  };
}

/** What the emulated WeChat Pay hands a merchant on registration. */
interface Platform {
  readonly platform_public_key_id: string;
  readonly platform_public_key_pem: string;
  readonly platform_certificate_serial: string;
  readonly platform_certificate_pem: string;
}

async function registerMerchant(sandboxUrl: string, merchant: Merchant): Promise<Platform> {
  const answer = await fetch(`${sandboxUrl}/__admin/wechat/merchants/${MERCHANT_ID}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      appids: [APP_ID],
      apiv3_key: merchant.apiV3Key,
      certificate_serial: merchant.serial,
      public_key_pem: merchant.publicKey,
      app_secrets: { [APP_ID]: merchant.appSecret },
    }),
  });
  if (!answer.ok)
    throw new Error(`the sandbox refused its merchant: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Platform;
}
