import { CHANNELS } from '@zhixiao/contract/codes/channels';
import { type MakeKeyPair, newKeyPair } from '@zhixiao/sandbox/key-pair';
import { insertApp } from '../apps/app-store.ts';
import { unaudited } from '../audit/unaudited.ts';
import type { Channel, ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { setCardLink } from '../directory/set-card-link.ts';
import { findAccount, saveChannelAccount } from '../merchants/account-store.ts';
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

const SCHOOL = { schoolId: '10086', name: '知校示范大学' };

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
): Promise<void> {
  const now = core.clock.now();
  await insertSchool(core.db, SCHOOL, now);
  await setCardLink(unaudited(core), SCHOOL.schoolId, { template: CARD_LINK, unlessSet: true });
  await insertApp(core.db, core.vault, { ...TEST_APP, schoolId: SCHOOL.schoolId, name: '缴费测试系统' }, now);
  for (const channel of CHANNELS) await seedMerchant(core, { sandboxUrl, channel, makeKeyPair });
  await seedPeople(core, SCHOOL.schoolId);
  await seedCampusCards(sandboxUrl);
}

async function seedMerchant(
  core: Core,
  {
    sandboxUrl,
    channel,
    makeKeyPair,
  }: { readonly sandboxUrl: string; readonly channel: Channel; readonly makeKeyPair: MakeKeyPair },
): Promise<void> {
  const channelAccountId = `sandbox-${channel}`;
  const known = await findAccount(core.db, core.vault, channelAccountId);
  const { settings, secrets } = await MERCHANTS[channel](sandboxUrl, known, makeKeyPair);
  const account = { channelAccountId, channel, settings, secrets, schoolId: SCHOOL.schoolId };
  await saveChannelAccount(core.db, core.vault, account, core.clock.now());
}
