import type { Channel, ChannelAccount } from '../channels/channel.ts';
import { columns } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { flag, instant, json, optional, sealed, text } from '../db/fields.ts';
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

const ACCOUNT = columns<ChannelAccount, Vault>()({
  channelAccountId: text('channel_account_id'),
  channel: text('channel'),
  settings: json('settings'),
  secrets: sealed('secrets_sealed', ({ channelAccountId }) => aadContext(channelAccountId)),
});

const STORED = columns<StoredAccount, Vault>()({
  ...ACCOUNT.fields,
  schoolId: text('school_id'),
  appId: optional(text('app_id')),
  enabled: flag('enabled'),
  createdAt: instant('created_at'),
});

const INSERT = `
  insert into channel_accounts
    (channel_account_id, school_id, app_id, channel, settings, secrets_sealed, enabled, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

function insertedValues(vault: Vault, account: NewChannelAccount, now: Date): unknown[] {
  return [
    account.channelAccountId,
    account.schoolId,
    account.appId ?? null,
    account.channel,
    JSON.stringify(account.settings),
    vault.seal(aadContext(account.channelAccountId), account.secrets),
    account.enabled ?? true,
    now,
  ];
}

/** Creates the account, or replaces its settings and secrets and whether it is enabled. */
export async function saveChannelAccount(
  q: Queryable,
  vault: Vault,
  account: NewChannelAccount,
  now: Date,
): Promise<void> {
  await q.query({
    text: `${INSERT} on conflict (channel_account_id) do update
             set settings = excluded.settings, secrets_sealed = excluded.secrets_sealed, enabled = excluded.enabled`,
    values: insertedValues(vault, account, now),
  });
}

/** Creates the account; false when it, or another one that is used in its place, is there already. */
export async function insertChannelAccount(
  q: Queryable,
  vault: Vault,
  account: NewChannelAccount,
  now: Date,
): Promise<boolean> {
  const inserted = await q.query({
    text: `${INSERT} on conflict do nothing returning channel_account_id`,
    values: insertedValues(vault, account, now),
  });
  return inserted.length > 0;
}

/** The enabled account an app uses on a channel: its own, or else its school's. */
export async function findAccountOfApp(
  q: Queryable,
  vault: Vault,
  appId: string,
  channel: Channel,
): Promise<ChannelAccount | undefined> {
  return ACCOUNT.one(q, vault, {
    name: 'find-account-of-app',
    text: `select ${ACCOUNT.selected} from channel_accounts
            where channel = $2 and enabled
              and (app_id = $1
                   or app_id is null and school_id = (select school_id from apps where app_id = $1))
            order by app_id nulls last limit 1`,
    values: [appId, channel],
  });
}

/** The account by its id, enabled or not: its callbacks and open payments outlive the switch. */
export async function findAccount(
  q: Queryable,
  vault: Vault,
  channelAccountId: string,
): Promise<ChannelAccount | undefined> {
  return ACCOUNT.one(q, vault, {
    name: 'find-account',
    text: `select ${ACCOUNT.selected} from channel_accounts where channel_account_id = $1`,
    values: [channelAccountId],
  });
}

/** Takes enabled accounts whose keys are due to be looked up. */
export async function claimKeysDue(
  q: Queryable,
  vault: Vault,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<ChannelAccount[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-keys-due',
    table: 'channel_accounts',
    key: 'channel_account_id',
    dueAt: 'keys_due_at',
    condition: 'enabled',
    returning: ACCOUNT.selected,
  });
  return ACCOUNT.fromRows(rows, vault);
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
 * Now, or a minute after they were last looked up: a client can send any number of callbacks with unknown keys.
 * False: they are about to be looked up already.
 * @param everyMs the usual time between two look-ups
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

const IN_SCOPE = `select ${STORED.selected} from channel_accounts where ${inScope('school_id', '$1')}`;

/** The accounts of these schools, enabled first. */
export async function findAccountsInScope(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
): Promise<StoredAccount[]> {
  return STORED.all(q, vault, {
    name: 'find-accounts-in-scope',
    text: `${IN_SCOPE} order by school_id, enabled desc, channel, app_id nulls first, created_at`,
    values: [schoolsIn(scope)],
  });
}

export async function findAccountInScope(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  channelAccountId: string,
): Promise<StoredAccount | undefined> {
  return STORED.one(q, vault, {
    name: 'find-account-in-scope',
    text: `${IN_SCOPE} and channel_account_id = $2`,
    values: [schoolsIn(scope), channelAccountId],
  });
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

/** Every account of every school, the oldest first. */
export function listAccounts(q: Queryable, vault: Vault): Promise<StoredAccount[]> {
  return STORED.all(q, vault, {
    text: `select ${STORED.selected} from channel_accounts
            order by created_at, channel_account_id`,
  });
}

function aadContext(channelAccountId: string): string {
  return `channel_accounts.secrets_sealed|${channelAccountId}`;
}
