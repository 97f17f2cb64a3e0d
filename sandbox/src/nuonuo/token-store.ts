import { randomBytes } from 'node:crypto';
import type { Store } from '../store.ts';
import type { NuonuoAccount } from './account-store.ts';

export const TOKEN_SECONDS = 24 * 60 * 60;
const BUDGET_MS = 30 * 24 * 60 * 60 * 1000;

/** A new token, after which older ones no longer hold; undefined when the budget of 30 days is used up. */
export function giveToken(
  store: Store,
  { appKey, tokenBudget }: NuonuoAccount,
  now: number,
): string | undefined {
  const given = store
    .prepare('select count(*) as count from nuonuo_tokens where app_key = ? and issued_at > ?')
    .get(appKey, now - BUDGET_MS);
  if (Number(given?.count) >= tokenBudget) return undefined;
  const token = randomBytes(16).toString('hex');
  store
    .prepare('update nuonuo_tokens set expires_at = ? where app_key = ? and expires_at > ?')
    .run(now, appKey, now);
  store
    .prepare('insert into nuonuo_tokens (token, app_key, issued_at, expires_at) values (?, ?, ?, ?)')
    .run(token, appKey, now, now + TOKEN_SECONDS * 1000);
  return token;
}

/** Whether a token holds now. */
export function isValidToken(store: Store, appKey: string, token: string, now: number): boolean {
  return (
    store
      .prepare('select 1 from nuonuo_tokens where token = ? and app_key = ? and expires_at > ?')
      .get(token, appKey, now) !== undefined
  );
}

/** How many tokens were ever given out. */
export function tokensGiven(store: Store, appKey: string): number {
  const row = store.prepare('select count(*) as count from nuonuo_tokens where app_key = ?').get(appKey);
  return Number(row?.count);
}
