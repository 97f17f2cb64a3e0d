import type { Channel, ChannelAccount } from '../channels/channel.ts';
import type { Queryable } from '../db/database.ts';
import { claimDue } from '../jobs/claim-due.ts';
import type { Vault } from '../lib/vault.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';

export interface NewChannelAccount extends ChannelAccount {
  readonly schoolId: string;
  /** The app it belongs to, or undefined for every app of the school. */
  readonly appId?: string | undefined;
  /** Undefined: it is. */
  readonly enabled?: boolean;
}

/** An account as it is stored, its secrets opened. */
export interface StoredAccount extends ChannelAccount {
  readonly schoolId: string;
  readonly appId: string | undefined;
  readonly enabled: boolean;
  readonly createdAt: Date;
}

interface AccountRow {
  readonly channel_account_id: string;
  readonly channel: Channel;
  readonly settings: Record<string, unknown>;
  readonly secrets_sealed: Buffer;
}

/** Creates the account, or replaces its settings and secrets and whether it is enabled. */
export async function saveChannelAccount(
  q: Queryable,
  vault: Vault,
  account: NewChannelAccount,
  now: Date,
): Promise<void> {
  await q.query({
    text: `insert into channel_accounts
             (channel_account_id, school_id, app_id, channel, settings, secrets_sealed, enabled, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (channel_account_id) do update
             set settings = excluded.settings, secrets_sealed = excluded.secrets_sealed, enabled = excluded.enabled`,
    values: [
      account.channelAccountId,
      account.schoolId,
      account.appId ?? null,
      account.channel,
      JSON.stringify(account.settings),
      vault.seal(place(account.channelAccountId), account.secrets),
      account.enabled ?? true,
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
  const rows = await claimDue<AccountRow>(q, now, leaseUntil, limit, {
    name: 'claim-keys-due',
    table: 'channel_accounts',
    key: 'channel_account_id',
    dueAt: 'keys_due_at',
    condition: 'enabled',
    returning: COLUMNS,
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
 * Now, or a minute after they were last looked up: anybody can send a callback under an unknown key. False: they are
 * about to be looked up already.
 * @param everyMs what lies between two look-ups otherwise
 */
export async function expediteKeys(
  q: Queryable,
  channelAccountId: string,
  now: Date,
  everyMs: number,
): Promise<boolean> {
  const soonest = `greatest($2, keys_due_at - $3 * interval '1 ms' + interval '1 minute')`;
  const rows = await q.query({
    name: 'expedite-keys',
    text: `update channel_accounts set keys_due_at = ${soonest}
            where channel_account_id = $1 and keys_due_at > ${soonest} returning 1`,
    values: [channelAccountId, now, everyMs],
  });
  return rows.length > 0;
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

interface StoredRow extends AccountRow {
  readonly school_id: string;
  readonly app_id: string | null;
  readonly enabled: boolean;
  readonly created_at: Date;
}

const STORED = `select ${COLUMNS}, school_id, app_id, enabled, created_at from channel_accounts
  where ${inScope('school_id', '$1')}`;

/** The accounts of these schools, enabled first. */
export async function findAccountsInScope(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
): Promise<StoredAccount[]> {
  const rows = await q.query<StoredRow>({
    name: 'find-accounts-in-scope',
    text: `${STORED} order by school_id, enabled desc, channel, app_id nulls first, created_at`,
    values: [schoolsIn(scope)],
  });
  return rows.map((row) => storedFromRow(vault, row));
}

export async function findAccountInScope(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  channelAccountId: string,
): Promise<StoredAccount | undefined> {
  const [row] = await q.query<StoredRow>({
    name: 'find-account-in-scope',
    text: `${STORED} and channel_account_id = $2`,
    values: [schoolsIn(scope), channelAccountId],
  });
  return row && storedFromRow(vault, row);
}

/** Whether a payment was made with the account. */
export async function hasTakenMoney(
  q: Queryable,
  { channelAccountId }: Pick<ChannelAccount, 'channelAccountId'>,
): Promise<boolean> {
  const rows = await q.query({
    name: 'account-has-taken-money',
    text: `select from payments where channel_account_id = $1 and status = 'succeeded' limit 1`,
    values: [channelAccountId],
  });
  return rows.length > 0;
}

function storedFromRow(vault: Vault, row: StoredRow): StoredAccount {
  return {
    ...fromRow(vault, row),
    schoolId: row.school_id,
    appId: row.app_id ?? undefined,
    enabled: row.enabled,
    createdAt: row.created_at,
  };
}

/** An account with what its owner decided about it. */
export interface RegisteredAccount {
  readonly schoolId: string;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly account: ChannelAccount;
}

/** Every account of every school, the oldest first. */
export async function listAccounts(q: Queryable, vault: Vault): Promise<RegisteredAccount[]> {
  const rows = await q.query<AccountRow & { school_id: string; enabled: boolean; created_at: Date }>({
    text: `select ${COLUMNS}, school_id, enabled, created_at from channel_accounts
            order by created_at, channel_account_id`,
  });
  return rows.map((row) => ({
    schoolId: row.school_id,
    enabled: row.enabled,
    createdAt: row.created_at,
    account: fromRow(vault, row),
  }));
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
