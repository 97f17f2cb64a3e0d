import type { MakeKeyPair } from '@zhixiao/sandbox/key-pair';
import type { ChannelAccount } from '../channels/channel.ts';
import { CAMPUS_CONTRACT } from './campus-cards.ts';

const APP_ID = '2021000000000001';
const SELLER_ID = '2088000000000011';

/** Registers the application of this account, or of a new one, at the emulated Alipay, in key mode. */
export async function alipayMerchant(
  sandboxUrl: string,
  known: ChannelAccount | undefined,
  makeKeyPair: MakeKeyPair,
): Promise<Pick<ChannelAccount, 'settings' | 'secrets'>> {
  const application = known ? applicationOf(known) : newApplication(makeKeyPair());
  const answer = await fetch(`${sandboxUrl}/__admin/alipay/apps/${APP_ID}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seller_id: SELLER_ID, public_key_pem: application.publicKey }),
  });
  if (!answer.ok)
    throw new Error(`the sandbox refused its application: ${answer.status} ${await answer.text()}`);
  const { alipay_public_key_pem: alipayPublicKey } = (await answer.json()) as {
    alipay_public_key_pem: string;
  };
  return {
    settings: {
      appId: APP_ID,
      sellerId: SELLER_ID,
      mode: 'key',
      miniProgramEnabled: true,
      jsapiEnabled: true,
      appPublicKey: application.publicKey,
      alipayPublicKey,
      campusCard: CAMPUS_CONTRACT,
    },
    secrets: { appPrivateKey: application.privateKey },
  };
}

interface Application {
  readonly publicKey: string;
  readonly privateKey: string;
}

function newApplication(pair: ReturnType<MakeKeyPair>): Application {
  return {
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function applicationOf({ settings, secrets }: ChannelAccount): Application {
  return { publicKey: String(settings.appPublicKey), privateKey: String(secrets.appPrivateKey) };
}
