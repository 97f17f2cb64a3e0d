import type { Database } from '../db/database.ts';
import { type Clock, HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { done, notDone, unknown } from '../lib/outcome.ts';
import type { Vault } from '../lib/vault.ts';
import { INVOICE_MISCONFIGURED } from './provider.ts';
import type { NuonuoToken, NuonuoTokens } from './providers/nuonuo/tokens.ts';

const place = (accountId: string) => `nuonuo_tokens.token_sealed|${accountId}`;

/** A token younger than this that is turned down is no reason to spend another. */
const YOUNG_MS = HOUR_MS;

interface StoredToken extends NuonuoToken {
  readonly issuedAt: Date;
}

/** Tokens in the database, shared by every process and renewed by one at a time. */
export function nuonuoTokens(db: Database, vault: Vault, clock: Clock): NuonuoTokens {
  return {
    async get({ accountId }, renew, refused) {
      const now = clock.now();
      const known = await findToken(db, vault, accountId);
      if (known && known.expiresAt > now && known.token !== refused) return done(known.token);
      if (known?.token === refused && known && known.issuedAt > plusMs(now, -YOUNG_MS)) {
        return notDone(INVOICE_MISCONFIGURED, '诺诺拒绝了刚刚发放的令牌，请检查应用授权');
      }
      if (!(await claimRenewal(db, accountId, now))) return unknown('另一进程正在更新诺诺令牌');
      const renewed = await renew();
      if (renewed.kind !== 'done') {
        await releaseRenewal(db, accountId);
        return renewed;
      }
      await saveToken(db, vault, accountId, renewed.value, now);
      return done(renewed.value.token);
    },
  };
}

async function findToken(db: Database, vault: Vault, accountId: string): Promise<StoredToken | undefined> {
  const [row] = await db.query<{
    token_sealed: Buffer | null;
    expires_at: Date | null;
    issued_at: Date | null;
  }>({
    name: 'find-nuonuo-token',
    text: 'select token_sealed, expires_at, issued_at from nuonuo_tokens where invoice_account_id = $1',
    values: [accountId],
  });
  if (!row?.token_sealed || !row.expires_at || !row.issued_at) return undefined;
  const token = vault.open(place(accountId), row.token_sealed) as string;
  return { token, expiresAt: row.expires_at, issuedAt: row.issued_at };
}

/** False while another process is at it; one that died is overtaken after a minute. */
async function claimRenewal(db: Database, accountId: string, now: Date): Promise<boolean> {
  const rows = await db.query({
    name: 'claim-nuonuo-renewal',
    text: `insert into nuonuo_tokens as t (invoice_account_id, renewing_until) values ($1, $3)
           on conflict (invoice_account_id) do update set renewing_until = $3
            where t.renewing_until is null or t.renewing_until <= $2 returning 1`,
    values: [accountId, now, plusMs(now, MINUTE_MS)],
  });
  return rows.length === 1;
}

async function releaseRenewal(db: Database, accountId: string): Promise<void> {
  await db.query({
    name: 'release-nuonuo-renewal',
    text: 'update nuonuo_tokens set renewing_until = null where invoice_account_id = $1',
    values: [accountId],
  });
}

async function saveToken(
  db: Database,
  vault: Vault,
  accountId: string,
  { token, expiresAt }: NuonuoToken,
  now: Date,
): Promise<void> {
  await db.query({
    name: 'save-nuonuo-token',
    text: `update nuonuo_tokens set token_sealed = $2, expires_at = $3, issued_at = $4, renewing_until = null
            where invoice_account_id = $1`,
    values: [accountId, vault.seal(place(accountId), token), expiresAt, now],
  });
}
