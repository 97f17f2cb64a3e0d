import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Database, Transaction } from '../db/database.ts';
import { LEASE_MS } from '../jobs/job.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { type Clock, HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { done, notDone, type Outcome, unknown } from '../lib/outcome.ts';
import type { Vault } from '../lib/vault.ts';
import { resumeInvoicesOfAccount } from './invoice-queue-store.ts';
import { INVOICE_MISCONFIGURED } from './provider.ts';
import type { NuonuoAccount } from './providers/nuonuo/account.ts';
import type { NuonuoToken, NuonuoTokens } from './providers/nuonuo/tokens.ts';

/** A token younger than this that is turned down is no reason to spend another. */
const YOUNG_MS = HOUR_MS;
/** Gaps after failed renewals, each of which may have cost a token. */
const GAPS_MS = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS];

interface StoredToken extends NuonuoToken {
  readonly issuedAt: Date;
}

/** What a token is given for; another key or secret needs another token. */
interface Holder {
  readonly accountId: string;
  readonly credentialsIndex: Buffer;
}

type Renew = () => Promise<Outcome<NuonuoToken>>;

/** Tokens in the database, shared by every process and renewed by one at a time. */
export function nuonuoTokens(db: Database, vault: Vault, clock: Clock): NuonuoTokens {
  /**
   * Requests under way in this process: a caller that comes meanwhile gets the same token instead of retrying later.
   */
  const underWay = new Map<string, Promise<Outcome<string>>>();

  async function renewal(holder: Holder, known: StoredToken | undefined, renew: Renew) {
    const now = clock.now();
    if (!(await claimRenewal(db, holder, known?.issuedAt, now))) {
      const others = await findToken(db, vault, holder);
      const isNewer = others && others.issuedAt.getTime() !== known?.issuedAt.getTime();
      return isNewer ? done(others.token) : unknown(reasonText('token_in_use', { who: '诺诺' }));
    }
    const renewed = await renew();
    if (renewed.kind !== 'done') {
      await postponeRenewal(db, holder, now);
      return renewed;
    }
    await db.transaction(async (tx) => {
      await saveToken(tx, vault, holder, renewed.value, now);
      // they have waited for this longer and longer
      if (await resumeInvoicesOfAccount(tx, holder.accountId, now)) wakeWorkers(tx, 'invoice');
    });
    return done(renewed.value.token);
  }

  return {
    async get(account, renew, refused) {
      const now = clock.now();
      const holder = holderOf(vault, account);
      const known = await findToken(db, vault, holder);
      if (known && known.expiresAt > now && known.token !== refused) return done(known.token);
      if (known?.token === refused && known && known.issuedAt > plusMs(now, -YOUNG_MS)) {
        return notDone(INVOICE_MISCONFIGURED, reasonText('token_rejected', { who: '诺诺' }));
      }
      const key = `${holder.accountId} ${holder.credentialsIndex.toString('base64')}`;
      const started = underWay.get(key) ?? renewal(holder, known, renew).finally(() => underWay.delete(key));
      underWay.set(key, started);
      return started;
    },
  };
}

function holderOf(vault: Vault, { accountId, appKey, appSecret }: NuonuoAccount): Holder {
  const credentials = `${appKey}\n${appSecret}`;
  return {
    accountId,
    credentialsIndex: vault.index(`nuonuo_tokens.credentials_index|${accountId}`, credentials),
  };
}

async function findToken(
  db: Database,
  vault: Vault,
  { accountId, credentialsIndex }: Holder,
): Promise<StoredToken | undefined> {
  const [row] = await db.query<{ token_sealed: Buffer; expires_at: Date; issued_at: Date }>({
    name: 'find-nuonuo-token',
    text: `select token_sealed, expires_at, issued_at from nuonuo_tokens
            where invoice_account_id = $1 and credentials_index = $2 and token_sealed is not null`,
    values: [accountId, credentialsIndex],
  });
  if (!row) return undefined;
  const token = vault.open(aadContext(accountId), row.token_sealed) as string;
  return { token, expiresAt: row.expires_at, issuedAt: row.issued_at };
}

/**
 * False while another process is at it, a failure is fresh, or there is a newer token than the one issued at
 * `knownAt`. Other credentials begin anew.
 */
async function claimRenewal(
  db: Database,
  { accountId, credentialsIndex }: Holder,
  knownAt: Date | undefined,
  now: Date,
): Promise<boolean> {
  const rows = await db.query({
    name: 'claim-nuonuo-renewal',
    text: `insert into nuonuo_tokens as t (invoice_account_id, credentials_index, renewing_until) values ($1, $2, $4)
           on conflict (invoice_account_id) do update
             set renewing_until = $4, credentials_index = $2,
                 failed_renewals = case when t.credentials_index = $2 then t.failed_renewals else 0 end,
                 token_sealed = case when t.credentials_index = $2 then t.token_sealed end,
                 issued_at = case when t.credentials_index = $2 then t.issued_at end,
                 expires_at = case when t.credentials_index = $2 then t.expires_at end
           where t.credentials_index is distinct from $2
              or (t.renewing_until is null or t.renewing_until <= $3) and t.issued_at is not distinct from $5
           returning 1`,
    values: [accountId, credentialsIndex, now, plusMs(now, LEASE_MS), knownAt ?? null],
  });
  return rows.length === 1;
}

async function postponeRenewal(
  db: Database,
  { accountId, credentialsIndex }: Holder,
  now: Date,
): Promise<void> {
  await db.query({
    name: 'postpone-nuonuo-renewal',
    text: `update nuonuo_tokens
              set failed_renewals = failed_renewals + 1,
                  renewing_until = $3::timestamptz
                    + ($4::float8[])[least(failed_renewals + 1, cardinality($4::float8[]))] * interval '1 ms'
            where invoice_account_id = $1 and credentials_index = $2`,
    values: [accountId, credentialsIndex, now, GAPS_MS],
  });
}

async function saveToken(
  tx: Transaction,
  vault: Vault,
  { accountId, credentialsIndex }: Holder,
  { token, expiresAt }: NuonuoToken,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'save-nuonuo-token',
    text: `update nuonuo_tokens
              set token_sealed = $3, expires_at = $4, issued_at = $5, renewing_until = null, failed_renewals = 0
            where invoice_account_id = $1 and credentials_index = $2`,
    values: [accountId, credentialsIndex, vault.seal(aadContext(accountId), token), expiresAt, now],
  });
}

const aadContext = (accountId: string) => `nuonuo_tokens.token_sealed|${accountId}`;
