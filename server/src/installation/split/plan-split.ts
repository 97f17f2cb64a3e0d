import type { Channel, ChannelAdapter } from '../../channels/channel.ts';
import type { Queryable } from '../../db/database.ts';
import type { Vault } from '../../lib/vault.ts';
import { listAccounts, type StoredAccount } from '../../merchants/account-store.ts';
import { findSchoolSizes, findSharedParts, type SchoolSize, type SharedParts } from './plan-store.ts';

/** What a split would do; nothing is changed by looking. */
export interface SplitPlan {
  readonly schools: readonly SchoolSize[];
  /** Merchants that several schools take payments with. */
  readonly sharedMerchants: readonly SharedMerchant[];
  /** Undefined: it was not said which schools would move. */
  readonly shared: SharedParts | undefined;
}

interface SharedMerchant {
  readonly channel: Channel;
  readonly merchant: string;
  readonly schools: readonly string[];
}

/** @param move the schools that would move; none: only sizes and shared merchants */
export async function planSplit(
  q: Queryable,
  { vault, channels }: { readonly vault: Vault; readonly channels: ReadonlyMap<Channel, ChannelAdapter> },
  move: readonly string[],
): Promise<SplitPlan> {
  const merchants = new Map<string, SharedMerchant>();
  for (const account of await listAccounts(q, vault)) {
    const { channel, schoolId } = account;
    const merchant = merchantOf(channels.get(channel), account);
    if (merchant === undefined) continue;
    const schools = merchants.get(`${channel} ${merchant}`)?.schools ?? [];
    merchants.set(`${channel} ${merchant}`, {
      channel,
      merchant,
      schools: [...new Set([...schools, schoolId])].sort(),
    });
  }
  return {
    schools: await findSchoolSizes(q),
    sharedMerchants: [...merchants.values()].filter(({ schools }) => schools.length > 1),
    shared: move.length === 0 ? undefined : await findSharedParts(q, move),
  };
}

/** Undefined also of an account that cannot be used as it is stored. */
function merchantOf(channel: ChannelAdapter | undefined, account: StoredAccount): string | undefined {
  try {
    return channel?.billOwner?.(account);
  } catch {
    return undefined;
  }
}
