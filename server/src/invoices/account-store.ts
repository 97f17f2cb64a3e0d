import { columns } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { flag, instant, json, sealed, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { InvoiceAccount } from './provider.ts';

const ACCOUNT = columns<InvoiceAccount, Vault>()({
  invoiceAccountId: text('invoice_account_id'),
  provider: text('provider'),
  settings: json('settings'),
  secrets: sealed('secrets_sealed', ({ invoiceAccountId }) => aadContext(invoiceAccountId)),
});

const STORED = columns<StoredInvoiceAccount, Vault>()({
  ...ACCOUNT.fields,
  schoolId: text('school_id'),
  enabled: flag('enabled'),
  createdAt: instant('created_at'),
});

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
      vault.seal(aadContext(invoiceAccountId), secrets),
      now,
    ],
  });
}

/** False when there is no such account, or it is retired already. */
export async function retireInvoiceAccount(
  q: Queryable,
  scope: SchoolScope,
  invoiceAccountId: string,
): Promise<boolean> {
  const rows = await q.query({
    name: 'retire-invoice-account',
    text: `update invoice_accounts set enabled = false
            where invoice_account_id = $2 and enabled and ${inScope('school_id', '$1')} returning 1`,
    values: [schoolsIn(scope), invoiceAccountId],
  });
  return rows.length === 1;
}

/** An account as it is stored, its secrets opened. */
export interface StoredInvoiceAccount extends InvoiceAccount {
  readonly schoolId: string;
  readonly enabled: boolean;
  readonly createdAt: Date;
}

/** The accounts of these schools, each school's enabled one first. */
export async function findInvoiceAccountsInScope(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
): Promise<StoredInvoiceAccount[]> {
  return STORED.all(q, vault, {
    name: 'find-invoice-accounts-in-scope',
    text: `select ${STORED.selected} from invoice_accounts
            where ${inScope('school_id', '$1')}
            order by school_id, enabled desc, created_at desc`,
    values: [schoolsIn(scope)],
  });
}

/** What the school of an app issues with now. */
export async function findAccountOfAppSchool(
  q: Queryable,
  vault: Vault,
  appId: string,
): Promise<InvoiceAccount> {
  const account = await ACCOUNT.one(q, vault, {
    name: 'find-invoice-account-of-app',
    text: `select ${ACCOUNT.selected} from invoice_accounts
            where enabled and school_id = (select school_id from apps where app_id = $1)`,
    values: [appId],
  });
  return account ?? BUILT_IN;
}

/** The account an invoice was sent with, enabled or not; undefined: the built-in issuer without one. */
export async function findInvoiceAccount(
  q: Queryable,
  vault: Vault,
  accountId: string | undefined,
): Promise<InvoiceAccount | undefined> {
  if (accountId === undefined) return BUILT_IN;
  return ACCOUNT.one(q, vault, {
    name: 'find-invoice-account',
    text: `select ${ACCOUNT.selected} from invoice_accounts where invoice_account_id = $1`,
    values: [accountId],
  });
}

/** The id to store with an invoice; the built-in issuer without an account has none. */
export function storedAccountId(account: InvoiceAccount): string | undefined {
  return account === BUILT_IN ? undefined : account.invoiceAccountId;
}

const aadContext = (accountId: string) => `invoice_accounts.secrets_sealed|${accountId}`;
