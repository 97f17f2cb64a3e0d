import { randomBytes } from 'node:crypto';
import type { MakeKeyPair } from '@zhixiao/sandbox/key-pair';
import type { ChannelAccount } from '../channels/channel.ts';

const MERCHANT_ID = '1900000001';
const APP_ID = 'wx0000sandbox00001';

/** Registers the merchant of this account, or of a new one, at the emulated WeChat Pay. */
export async function wechatMerchant(
  sandboxUrl: string,
  known: ChannelAccount | undefined,
  makeKeyPair: MakeKeyPair,
): Promise<Pick<ChannelAccount, 'settings' | 'secrets'>> {
  const merchant = known ? merchantOf(known) : newMerchant(makeKeyPair());
  const platform = await registerMerchant(sandboxUrl, merchant);
  return {
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
}

interface Merchant {
  readonly serial: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly apiV3Key: string;
  readonly appSecret: string;
}

function newMerchant(pair: ReturnType<MakeKeyPair>): Merchant {
  return {
    serial: randomBytes(20).toString('hex').toUpperCase(),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
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
