import { listAccounts, type RegisteredAccount } from '../channels/account-store.ts';
import type { Core } from '../core.ts';

/**
 * A merchant of a school whose bills are fetched with one account, its oldest that is enabled; every account
 * that shares the merchant shares the bill.
 */
export interface BillAccount {
  readonly schoolId: string;
  readonly channelAccountId: string;
  readonly sharedBy: ReadonlySet<string>;
  readonly createdAt: Date;
}

/** Everybody whose bills are to be fetched. An account whose record cannot be read is left out, and alerted. */
export async function billAccounts(core: Core): Promise<BillAccount[]> {
  const groups = new Map<string, RegisteredAccount[]>();
  for (const registered of await listAccounts(core.db, core.vault)) {
    const merchant = merchantOf(core, registered);
    if (merchant === undefined) continue;
    const key = `${registered.schoolId} ${registered.account.channel} ${merchant}`;
    groups.set(key, [...(groups.get(key) ?? []), registered]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const representative = group.find(({ enabled }) => enabled);
    if (!first || !representative) return [];
    return {
      schoolId: first.schoolId,
      channelAccountId: representative.account.channelAccountId,
      sharedBy: new Set(group.map(({ account }) => account.channelAccountId)),
      createdAt: first.createdAt,
    };
  });
}

function merchantOf(core: Core, { account }: RegisteredAccount): string | undefined {
  try {
    return core.channels.get(account.channel)?.billOwner(account);
  } catch (error) {
    const { channelAccountId } = account;
    core.log.error(
      { err: error, channelAccountId, alert: 'channel_misconfigured' },
      'account cannot be used',
    );
    return undefined;
  }
}
