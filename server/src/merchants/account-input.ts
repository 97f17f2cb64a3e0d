import { listApps } from '../apps/change-app.ts';
import { type Channel, type ChannelAccount, InvalidChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { randomToken } from '../lib/ids.ts';
import { Refusal } from '../refusal.ts';
import { findSchools } from '../schools/school-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findAccountInScope, hasTakenMoney, type NewChannelAccount } from './account-store.ts';

/** A merchant account as an operator fills it in. */
export type ChannelAccountInput = {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Those left out or empty stay as they are stored: none is ever shown to be sent back. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
  readonly enabled: boolean;
} & (
  | { readonly channelAccountId: string }
  | {
      readonly channelAccountId?: undefined;
      /** Undefined: made here. */
      readonly newAccountId?: string | undefined;
      readonly schoolId: string;
      /** Of this app alone; undefined: of every app of the school that has none of its own. */
      readonly appId?: string | undefined;
      readonly channel: Channel;
    }
);

type AccountCore = Pick<Core, 'db' | 'vault' | 'channels'>;

/**
 * The account that the input describes, its record checked field by field.
 * @throws Refusal account_not_found, school_not_found, app_not_found, account_invalid,
 * account_merchant_differs: payments made with one merchant can only be asked about with that one
 */
export async function accountOf(
  core: AccountCore,
  scope: SchoolScope,
  input: ChannelAccountInput,
): Promise<NewChannelAccount> {
  const { settings, enabled } = input;
  const given = Object.fromEntries(Object.entries(input.secrets).filter(([, value]) => value));
  if (input.channelAccountId === undefined) {
    const { channel, newAccountId: channelAccountId = randomToken() } = input;
    await refuseOutside(core, scope, input);
    const owner = { schoolId: input.schoolId, ...(input.appId === undefined ? {} : { appId: input.appId }) };
    const account = { channelAccountId, channel, settings, secrets: given, enabled, ...owner };
    merchantOf(core, account);
    return account;
  }
  const stored = await findAccountInScope(core.db, core.vault, scope, input.channelAccountId);
  if (!stored) throw new Refusal('account_not_found', {});
  const account = { ...stored, settings, secrets: { ...stored.secrets, ...given }, enabled };
  if (merchantOf(core, account) !== merchantOf(core, stored)) {
    throw new Refusal('account_merchant_differs', {});
  }
  // one application may be moved to another merchant of the channel, but not the money it has taken
  if (billOwnerOf(core, account) !== billOwnerOf(core, stored) && (await hasTakenMoney(core.db, stored))) {
    throw new Refusal('account_merchant_differs', {});
  }
  return account;
}

async function refuseOutside(
  core: AccountCore,
  scope: SchoolScope,
  { schoolId, appId }: { schoolId: string; appId?: string | undefined },
): Promise<void> {
  const schools = await findSchools(core.db, scope);
  if (!schools.some((school) => school.schoolId === schoolId)) throw new Refusal('school_not_found', {});
  if (appId === undefined) return;
  const apps = await listApps(core, [schoolId]);
  if (!apps.some((app) => app.appId === appId)) throw new Refusal('app_not_found', {});
}

/** Of an account whose record was found to be right. */
function billOwnerOf({ channels }: AccountCore, account: ChannelAccount): string | undefined {
  return channels.get(account.channel)?.billOwner?.(account);
}

/** @throws Refusal account_invalid */
function merchantOf(core: AccountCore, account: ChannelAccount): string {
  const adapter = core.channels.get(account.channel);
  if (!adapter) throw new Error(`there is no channel ${account.channel}`);
  try {
    return adapter.merchantOf(account);
  } catch (error) {
    if (!(error instanceof InvalidChannelAccount)) throw error;
    const { message, field } = error;
    throw new Refusal('account_invalid', { message, inEnglish: `“${field}” is not valid.` });
  }
}
