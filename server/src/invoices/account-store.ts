import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { InvoiceAccount, InvoiceProviderName } from './provider.ts';

interface AccountRow {
  readonly invoice_account_id: string;
  readonly provider: InvoiceProviderName;
  readonly settings: Record<string, unknown>;
  readonly secrets_sealed: Buffer;
}

const COLUMNS = 'invoice_account_id, provider, settings, secrets_sealed';

/** What a school that has set nothing up issues with. */
const BUILT_IN: InvoiceAccount = {
  invoiceAccountId: 'receipt',
  provider: 'receipt',
  settings: {},
  secrets: {},
};

/** Creates the account, or replaces its settings and secrets; another of the same school is retired. */
export async function saveInvoiceAccount(
  q: Queryable,
  vault: Vault,
  account: InvoiceAccount & { readonly schoolId: string },
  now: Date,
): Promise<void> {
  const { invoiceAccountId, schoolId, provider, settings, secrets } = account;
  await q.query({
    text: `with retired as (
             update invoice_accounts set enabled = false
              where school_id = $2 and invoice_account_id <> $1 and enabled returning 1)
           insert into invoice_accounts (invoice_account_id, school_id, provider, settings, secrets_sealed, created_at)
           select $1, $2, $3, $4, $5, $6 from (select count(*) from retired) done
           on conflict (invoice_account_id) do update
             set settings = excluded.settings, secrets_sealed = excluded.secrets_sealed, enabled = true
           where invoice_accounts.school_id = excluded.school_id and invoice_accounts.provider = excluded.provider`,
    values: [
      invoiceAccountId,
      schoolId,
      provider,
      JSON.stringify(settings),
      vault.seal(place(invoiceAccountId), secrets),
      now,
    ],
  });
}

/** What the school of an app issues with now. */
export async function findAccountOfAppSchool(
  q: Queryable,
  vault: Vault,
  appId: string,
): Promise<InvoiceAccount> {
  const [row] = await q.query<AccountRow>({
    name: 'find-invoice-account-of-app',
    text: `select ${COLUMNS} from invoice_accounts
            where enabled and school_id = (select school_id from apps where app_id = $1)`,
    values: [appId],
  });
  return row ? fromRow(vault, row) : BUILT_IN;
}

/** The account an invoice was sent with, enabled or not; undefined: the built-in issuer without one. */
export async function findInvoiceAccount(
  q: Queryable,
  vault: Vault,
  accountId: string | undefined,
): Promise<InvoiceAccount | undefined> {
  if (accountId === undefined) return BUILT_IN;
  const [row] = await q.query<AccountRow>({
    name: 'find-invoice-account',
    text: `select ${COLUMNS} from invoice_accounts where invoice_account_id = $1`,
    values: [accountId],
  });
  return row && fromRow(vault, row);
}

/** The id to store with an invoice; the built-in issuer without an account has none. */
export function storedAccountId(account: InvoiceAccount): string | undefined {
  return account === BUILT_IN ? undefined : account.invoiceAccountId;
}

function fromRow(vault: Vault, row: AccountRow): InvoiceAccount {
  return {
    invoiceAccountId: row.invoice_account_id,
    provider: row.provider,
    settings: row.settings,
    secrets: vault.open(place(row.invoice_account_id), row.secrets_sealed) as Record<string, unknown>,
  };
}

const place = (accountId: string) => `invoice_accounts.secrets_sealed|${accountId}`;
