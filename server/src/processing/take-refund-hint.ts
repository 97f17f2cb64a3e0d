import type { ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { claimRefundHint, expediteRefunds } from '../refunds/hint-store.ts';

/** Anybody can send an unsigned word: however many come, an account's refunds are asked about this often for them. */
const HINT_GAP_MS = MINUTE_MS;

/**
 * Nothing is booked on an unsigned word; whatever refund of the account it is about, the channel is asked, now or a
 * minute after it was asked for the last such word. None is lost: one that comes too early is acted on later.
 */
export async function takeRefundHint(core: Core, { channelAccountId }: ChannelAccount): Promise<void> {
  await core.db.transaction(async (tx) => {
    // not before: many that come at once wait for a connection
    const now = core.clock.now();
    const askAt = await claimRefundHint(tx, channelAccountId, now, HINT_GAP_MS);
    if (askAt === undefined) return;
    await expediteRefunds(tx, channelAccountId, now, askAt);
    if (askAt <= now) wakeWorkers(tx, 'refund');
  });
}
