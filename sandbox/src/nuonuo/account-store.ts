import type { Store } from '../store.ts';

/** What becomes of the next documents; what is not said is ordinary. */
export interface Plan {
  readonly outcome?: 'issued' | 'failed' | 'seal_failed' | 'blocked';
  readonly reason?: string;
  /** By the clock, from the submission until it is done. */
  readonly delayMs?: number;
  readonly redOutcome?: 'reversed' | 'awaiting_buyer' | 'rejected';
}

/** An emulated 诺税通 account. */
export interface NuonuoAccount {
  readonly appKey: string;
  readonly appSecret: string;
  readonly taxNo: string;
  readonly clerk: string;
  readonly plan: Plan;
  /** Tokens given out in 30 days. */
  readonly tokenBudget: number;
}

export function saveAccount(store: Store, account: NuonuoAccount): void {
  store
    .prepare(
      `insert into nuonuo_accounts (app_key, app_secret, tax_no, clerk, plan, token_budget) values (?, ?, ?, ?, ?, ?)
       on conflict (app_key) do update set app_secret = excluded.app_secret, tax_no = excluded.tax_no,
         clerk = excluded.clerk, plan = excluded.plan, token_budget = excluded.token_budget`,
    )
    .run(
      account.appKey,
      account.appSecret,
      account.taxNo,
      account.clerk,
      JSON.stringify(account.plan),
      account.tokenBudget,
    );
}

export function findAccount(store: Store, appKey: string): NuonuoAccount | undefined {
  const row = store.prepare('select * from nuonuo_accounts where app_key = ?').get(appKey);
  return (
    row && {
      appKey: String(row.app_key),
      appSecret: String(row.app_secret),
      taxNo: String(row.tax_no),
      clerk: String(row.clerk),
      plan: JSON.parse(String(row.plan)) as Plan,
      tokenBudget: Number(row.token_budget),
    }
  );
}
