import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { Channel, ChannelAccount } from './channel.ts';

export interface NewChannelAccount extends ChannelAccount {
  readonly schoolId: string;
  /** The app it belongs to, or undefined for every app of the school. */
  readonly appId?: string;
}

interface AccountRow {
  readonly channel_account_id: string;
  readonly channel: Channel;
  readonly settings: Record<string, unknown>;
  readonly secrets_sealed: Buffer;
}

/** Creates the account, or replaces its settings and secrets. */
export async function saveChannelAccount(
  q: Queryable,
  vault: Vault,
  account: NewChannelAccount,
  now: Date,
): Promise<void> {
  await q.query({
    text: `insert into channel_accounts
             (channel_account_id, school_id, app_id, channel, settings, secrets_sealed, created_at)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (channel_account_id) do update
             set settings = excluded.settings, secrets_sealed = excluded.secrets_sealed`,
    values: [
      account.channelAccountId,
      account.schoolId,
      account.appId ?? null,
      account.channel,
      JSON.stringify(account.settings),
      vault.seal(place(account.channelAccountId), account.secrets),
      now,
    ],
  });
}

const COLUMNS = 'channel_account_id, channel, settings, secrets_sealed';

/** The enabled account an app uses on a channel: its own, or else its school's. */
export async function findAccountOfApp(
  q: Queryable,
  vault: Vault,
  appId: string,
  channel: Channel,
): Promise<ChannelAccount | undefined> {
  const [row] = await q.query<AccountRow>({
    name: 'find-account-of-app',
    text: `select ${COLUMNS} from channel_accounts
            where channel = $2 and enabled
              and (app_id = $1
                   or app_id is null and school_id = (select school_id from apps where app_id = $1))
            order by app_id nulls last limit 1`,
    values: [appId, channel],
  });
  return row && fromRow(vault, row);
}

/** The account by its id, enabled or not: its callbacks and open payments outlive the switch. */
export async function findAccount(
  q: Queryable,
  vault: Vault,
  channelAccountId: string,
): Promise<ChannelAccount | undefined> {
  const [row] = await q.query<AccountRow>({
    name: 'find-account',
    text: `select ${COLUMNS} from channel_accounts where channel_account_id = $1`,
    values: [channelAccountId],
  });
  return row && fromRow(vault, row);
}

/** Takes enabled accounts whose keys are due to be looked up. */
export async function claimKeysDue(
  q: Queryable,
  vault: Vault,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<ChannelAccount[]> {
  const rows = await q.query<AccountRow>({
    name: 'claim-keys-due',
    text: `update channel_accounts set keys_due_at = $2
            where channel_account_id in (
              select channel_account_id from channel_accounts
               where keys_due_at <= $1 and enabled order by keys_due_at limit $3 for no key update skip locked)
           returning ${COLUMNS}`,
    values: [now, leaseUntil, limit],
  });
  return rows.map((row) => fromRow(vault, row));
}

/** When an account's keys are looked up next. */
export async function planKeys(q: Queryable, channelAccountId: string, dueAt: Date): Promise<void> {
  await q.query({
    name: 'plan-keys',
    text: 'update channel_accounts set keys_due_at = $2 where channel_account_id = $1',
    values: [channelAccountId, dueAt],
  });
}

/**
 * Now, or a minute after they were last looked up: anybody can send a callback under an unknown key.
 * @param everyMs what lies between two look-ups otherwise
 */
export async function hurryKeys(
  q: Queryable,
  channelAccountId: string,
  now: Date,
  everyMs: number,
): Promise<void> {
  await q.query({
    name: 'hurry-keys',
    text: `update channel_accounts
              set keys_due_at = least(keys_due_at, greatest($2, keys_due_at - $3 * interval '1 ms' + interval '1 minute'))
            where channel_account_id = $1`,
    values: [channelAccountId, now, everyMs],
  });
}

/** Replaces some of an account's settings. */
export async function mergeSettings(
  q: Queryable,
  channelAccountId: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await q.query({
    name: 'merge-account-settings',
    text: 'update channel_accounts set settings = settings || $2 where channel_account_id = $1',
    values: [channelAccountId, JSON.stringify(settings)],
  });
}

function fromRow(vault: Vault, row: AccountRow): ChannelAccount {
  return {
    channelAccountId: row.channel_account_id,
    channel: row.channel,
    settings: row.settings,
    secrets: vault.open(place(row.channel_account_id), row.secrets_sealed) as Record<string, unknown>,
  };
}

function place(channelAccountId: string): string {
  return `channel_accounts.secrets_sealed|${channelAccountId}`;
}
