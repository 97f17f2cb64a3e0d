import { callbackUrl } from '../channels/callback-url.ts';
import { type Channel, InvalidChannelAccount } from '../channels/channel.ts';
import type { Audited, Core } from '../core.ts';
import { isUniqueViolation } from '../db/database.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { accountOf, type ChannelAccountInput } from './account-input.ts';
import {
  findAccountInScope,
  findAccountsInScope,
  type StoredAccount,
  saveChannelAccount,
} from './account-store.ts';

/** A merchant account as a list shows it: of its secrets only which ones there are. */
export interface AccountListed {
  readonly channelAccountId: string;
  readonly schoolId: string;
  readonly appId: string | undefined;
  readonly channel: Channel;
  /** Undefined: its record cannot be used. */
  readonly merchant: string | undefined;
  /** The application at the channel that its interface is called by, where that is another number. */
  readonly application: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secretNames: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: Date;
  /** Where the channel calls back, to be entered on its merchant platform. */
  readonly callbackUrl: string;
}

type AccountCore = Pick<Core, 'db' | 'vault' | 'clock' | 'channels' | 'publicUrl'>;

/** The merchant accounts of these schools. */
export async function listChannelAccounts(core: AccountCore, scope: SchoolScope): Promise<AccountListed[]> {
  const accounts = await findAccountsInScope(core.db, core.vault, scope);
  return accounts.map((account) => ({
    channelAccountId: account.channelAccountId,
    schoolId: account.schoolId,
    appId: account.appId,
    channel: account.channel,
    ...namesAtChannel(core, account),
    settings: account.settings,
    secretNames: Object.keys(account.secrets),
    enabled: account.enabled,
    createdAt: account.createdAt,
    callbackUrl: callbackUrl(core.publicUrl, account),
  }));
}

/**
 * A merchant account with its secrets, for what a change of it is measured by; never to be shown.
 * @throws Refusal account_not_found
 */
export async function storedChannelAccount(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  channelAccountId: string,
): Promise<StoredAccount> {
  const stored = await findAccountInScope(db, vault, scope, channelAccountId);
  if (!stored) throw new Refusal('account_not_found', {});
  return stored;
}

/**
 * Saves a merchant account, new or changed; payments see it within a few seconds. To change the merchant,
 * disable its account and create another. Answers its id.
 * @throws Refusal of `accountOf`; account_exists: school or app has an enabled one on that channel
 */
export async function configureChannelAccount(
  core: AccountCore & Audited,
  scope: SchoolScope,
  input: ChannelAccountInput,
): Promise<string> {
  const account = await accountOf(core, scope, input);
  try {
    await core.db.transaction(async (tx) => {
      await saveChannelAccount(tx, core.vault, account, core.clock.now());
      await core.audit.record(tx);
    });
  } catch (error) {
    const exists = ['channel_accounts_of_app', 'channel_accounts_of_school'].some((index) =>
      isUniqueViolation(error, index),
    );
    throw exists ? new Refusal('account_exists', {}) : error;
  }
  return account.channelAccountId;
}

/** The merchant as its bills and the channel's platform for merchants name it, which is not always what the interface does. */
function namesAtChannel(
  core: AccountCore,
  account: StoredAccount,
): Pick<AccountListed, 'merchant' | 'application'> {
  const adapter = core.channels.get(account.channel);
  try {
    const called = adapter?.merchantOf(account);
    const merchant = adapter?.billOwner?.(account) ?? called;
    return { merchant, application: called === merchant ? undefined : called };
  } catch (error) {
    if (error instanceof InvalidChannelAccount) return { merchant: undefined, application: undefined };
    throw error;
  }
}
