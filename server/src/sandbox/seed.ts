import { CHANNELS } from '@zhixiao/contract/codes/channels';
import type { AppKeys } from '@zhixiao/protocol/envelope';
import { type MakeKeyPair, newKeyPair } from '@zhixiao/sandbox/key-pair';
import { insertApp } from '../apps/app-store.ts';
import { unaudited } from '../audit/unaudited.ts';
import type { Channel, ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { setCardLink } from '../directory/set-card-link.ts';
import { findAccount, insertChannelAccount, saveChannelAccount } from '../merchants/account-store.ts';
import { insertSchool } from '../schools/school-store.ts';
import { alipayMerchant } from './alipay-merchant.ts';
import { CARD_LINK, seedCampusCards } from './campus-cards.ts';
import { seedPeople } from './people.ts';
import { wechatMerchant } from './wechat-merchant.ts';

/** The interface document's own test credentials (section 1.3, "测试数据"); sandbox mode only. */
export const TEST_APP = {
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  cipher: 'aes-256-cbc',
} as const;

/** As what a sandbox is seeded; sandboxes behind one router are different ones. */
export interface SeededAs {
  readonly school: { readonly schoolId: string; readonly name: string };
  readonly app: AppKeys;
  /** What the ids of its merchant accounts begin with. */
  readonly accounts: string;
}

const SANDBOX: SeededAs = {
  school: { schoolId: '10086', name: '知校示范大学' },
  app: TEST_APP,
  accounts: 'sandbox',
};

/** Registers one channel's merchant, with the keys it already has or new ones. */
type SeedMerchant = (
  sandboxUrl: string,
  known: ChannelAccount | undefined,
  makeKeyPair: MakeKeyPair,
) => Promise<Pick<ChannelAccount, 'settings' | 'secrets'>>;

const MERCHANTS: Readonly<Record<Channel, SeedMerchant>> = { wechat: wechatMerchant, alipay: alipayMerchant };

/**
 * Gives the sandbox what it can be used with at once: a school with people, the test app, and emulated merchants.
 * @param makeKeyPair where a new merchant's key comes from
 */
export async function seedSandbox(
  core: Core,
  sandboxUrl: string,
  makeKeyPair: MakeKeyPair = newKeyPair,
  { school, app, accounts }: SeededAs = SANDBOX,
): Promise<void> {
  const now = core.clock.now();
  const { schoolId } = school;
  await insertSchool(core.db, school, now);
  await setCardLink(unaudited(core), schoolId, { template: CARD_LINK, unlessSet: true });
  await insertApp(core.db, core.vault, { ...app, schoolId, name: '缴费测试系统' }, now);
  for (const channel of CHANNELS) {
    const account = { channelAccountId: `${accounts}-${channel}`, channel, schoolId };
    await seedMerchant(core, account, sandboxUrl, makeKeyPair);
  }
  await seedPeople(core, schoolId);
  await seedCampusCards(sandboxUrl);
}

async function seedMerchant(
  core: Core,
  account: { readonly channelAccountId: string; readonly channel: Channel; readonly schoolId: string },
  sandboxUrl: string,
  makeKeyPair: MakeKeyPair,
): Promise<void> {
  const { db, vault, clock } = core;
  const find = () => findAccount(db, vault, account.channelAccountId);
  const register = async (stored: ChannelAccount | undefined) => ({
    ...account,
    ...(await MERCHANTS[account.channel](sandboxUrl, stored, makeKeyPair)),
  });
  const known = await find();
  const merchant = await register(known);
  if (!known && (await insertChannelAccount(db, vault, merchant, clock.now()))) return;
  // where another process starts too and was first, the emulator is to know the keys that are stored
  await saveChannelAccount(db, vault, known ? merchant : await register(await find()), clock.now());
}
