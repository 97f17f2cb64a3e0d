import type { Core } from '../core.ts';
import { listAccounts, type StoredAccount } from '../merchants/account-store.ts';
import { findLastDates } from './day-store.ts';

/** A merchant of a school: every account that shares it shares its bills. */
export interface BillAccount {
  readonly schoolId: string;
  /** The account under which its days are kept, whatever becomes of that account. */
  readonly channelAccountId: string;
  /** The account whose credentials its bills are fetched with. */
  readonly fetchedWith: string;
  /** Whether any of its accounts still takes payments. */
  readonly isEnabled: boolean;
  readonly sharedBy: ReadonlySet<string>;
  readonly createdAt: Date;
}

/**
 * Everybody whose bills can be fetched; of a merchant that was given up there may be late payments and refunds.
 * An account whose record cannot be read is left out, and alerted.
 */
export async function billAccounts(core: Core): Promise<BillAccount[]> {
  const groups = new Map<string, StoredAccount[]>();
  for (const account of await listAccounts(core.db, core.vault)) {
    const merchant = merchantOf(core, account);
    if (merchant === undefined) continue;
    const key = `${account.schoolId} ${account.channel} ${merchant}`;
    groups.set(key, [...(groups.get(key) ?? []), account]);
  }
  const lastDates = await findLastDates(core.db);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const ids = group.map(({ channelAccountId }) => channelAccountId);
    const [keptUnder] = ids.toSorted((a, b) =>
      (lastDates.get(b) ?? '').localeCompare(lastDates.get(a) ?? ''),
    );
    if (!first || keptUnder === undefined) return [];
    const enabled = group.find((each) => each.enabled);
    return {
      schoolId: first.schoolId,
      channelAccountId: keptUnder,
      fetchedWith: enabled?.channelAccountId ?? keptUnder,
      isEnabled: enabled !== undefined,
      sharedBy: new Set(ids),
      createdAt: first.createdAt,
    };
  });
}

/** The merchant whose days are kept, or could be, under one of its accounts. */
export async function billAccountOf(core: Core, channelAccountId: string): Promise<BillAccount | undefined> {
  return (await billAccounts(core)).find(({ sharedBy }) => sharedBy.has(channelAccountId));
}

function merchantOf(core: Core, account: StoredAccount): string | undefined {
  try {
    return core.channels.get(account.channel)?.billOwner?.(account);
  } catch (error) {
    const { channelAccountId } = account;
    core.log.error(
      { err: error, channelAccountId, alert: 'channel_misconfigured' },
      'account cannot be used',
    );
    return undefined;
  }
}
