import type { ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { CHANNEL_SLOTS, type Job } from '../jobs/job.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { HOUR_MS, plusMs } from '../lib/clock.ts';
import { claimKeysDue, expediteKeys, mergeSettings, planKeys } from './account-store.ts';

/** Channels ask for twice a day at most, and change keys with weeks to spare. */
const RENEW_EVERY_MS = 12 * HOUR_MS;
const RETRY_MS = HOUR_MS;

/** Learns the keys channels sign with before the old ones are gone. */
export function keysJob(core: Core): Job<ChannelAccount> {
  return {
    slots: CHANNEL_SLOTS,
    claim: (now, leaseUntil, limit) => claimKeysDue(core.db, core.vault, now, leaseUntil, limit),
    handle: (account) => renewKeys(core, account),
  };
}

/** Has an account's keys looked up soon: something came under a key that is not known. */
export async function keysWanted(core: Core, { channelAccountId }: ChannelAccount): Promise<void> {
  await core.db.transaction(async (tx) => {
    if (await expediteKeys(tx, channelAccountId, core.clock.now(), RENEW_EVERY_MS)) wakeWorkers(tx, 'keys');
  });
}

async function renewKeys(core: Core, account: ChannelAccount): Promise<void> {
  const { channelAccountId } = account;
  const answer = await core.channels.get(account.channel)?.renewedKeys(account);
  const isKnown = answer?.kind === 'done';
  if (isKnown && answer.value) {
    await mergeSettings(core.db, channelAccountId, answer.value);
    core.log.info({ channelAccountId }, 'channel keys renewed');
  }
  const dueAt = plusMs(core.clock.now(), isKnown ? RENEW_EVERY_MS : RETRY_MS);
  await planKeys(core.db, channelAccountId, dueAt);
}
