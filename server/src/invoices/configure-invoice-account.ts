import type { Audited, Core } from '../core.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { randomToken } from '../lib/ids.ts';
import { Refusal } from '../refusal.ts';
import { findSchools } from '../schools/school-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import {
  findInvoiceAccountsInScope,
  retireInvoiceAccount,
  type StoredInvoiceAccount,
  saveInvoiceAccount,
} from './account-store.ts';
import { hintUrl } from './invoice.ts';
import { resumeUnfiledInvoices } from './invoice-queue-store.ts';
import { InvalidInvoiceAccount, type InvoiceAccount, type InvoiceProviderName } from './provider.ts';

type AccountCore = Pick<Core, 'db' | 'vault' | 'clock' | 'invoiceProviders' | 'publicUrl'>;

/** An invoice account as a list shows it: of its secrets only which ones there are. */
export interface InvoiceAccountListed extends Omit<StoredInvoiceAccount, 'secrets'> {
  readonly secretNames: readonly string[];
  /** Where the provider calls back, to be entered there. */
  readonly callbackUrl: string;
}

/** An invoice account as an operator fills it in. */
export type InvoiceAccountInput = {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Those left out or empty stay as they are stored: none is ever shown to be sent back. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
} & (
  | { readonly invoiceAccountId: string }
  | {
      readonly invoiceAccountId?: undefined;
      /** Undefined: made here. */
      readonly newAccountId?: string | undefined;
      readonly schoolId: string;
      readonly provider: InvoiceProviderName;
    }
);

/** The invoice accounts of these schools, each school's enabled one first. */
export async function listInvoiceAccounts(
  core: AccountCore,
  scope: SchoolScope,
): Promise<InvoiceAccountListed[]> {
  const accounts = await findInvoiceAccountsInScope(core.db, core.vault, scope);
  return accounts.map(({ secrets, ...account }) => ({
    ...account,
    secretNames: Object.keys(secrets),
    callbackUrl: hintUrl(core.publicUrl, account.invoiceAccountId),
  }));
}

/**
 * Saves an invoice account, new or changed, and has its school's next invoices come from it; the one before is
 * retired, and what it issued is still asked about and taken back with it. Answers its id.
 * @throws Refusal invoice_account_not_found, school_not_found, account_invalid
 */
export async function configureInvoiceAccount(
  core: AccountCore & Audited,
  scope: SchoolScope,
  input: InvoiceAccountInput,
): Promise<string> {
  const { account, stored } = await accountOf(core, scope, input);
  const kept = await usable(core, account, stored);
  await core.db.transaction(async (tx) => {
    await saveInvoiceAccount(tx, core.vault, kept, core.clock.now());
    await resumeUnfiledInvoices(tx, kept.invoiceAccountId, core.clock.now());
    wakeWorkers(tx, 'invoice');
    await core.audit.record(tx);
  });
  return kept.invoiceAccountId;
}

/**
 * Has the school's next documents be built-in receipts again.
 * @throws Refusal invoice_account_not_found
 */
export async function disableInvoiceAccount(
  core: AccountCore & Audited,
  scope: SchoolScope,
  invoiceAccountId: string,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const isRetired = await retireInvoiceAccount(tx, scope, invoiceAccountId);
    if (!isRetired) throw new Refusal('invoice_account_not_found', {});
    await core.audit.record(tx);
  });
}

/**
 * An invoice account with its secrets, for what a change of it is measured by; never to be shown.
 * @throws Refusal invoice_account_not_found
 */
export async function storedInvoiceAccount(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  invoiceAccountId: string,
): Promise<StoredInvoiceAccount> {
  const accounts = await findInvoiceAccountsInScope(db, vault, scope);
  const stored = accounts.find((account) => account.invoiceAccountId === invoiceAccountId);
  if (!stored) throw new Refusal('invoice_account_not_found', {});
  return stored;
}

async function accountOf(
  core: AccountCore,
  scope: SchoolScope,
  input: InvoiceAccountInput,
): Promise<{ account: InvoiceAccount & { readonly schoolId: string }; stored?: StoredInvoiceAccount }> {
  const given = Object.fromEntries(Object.entries(input.secrets).filter(([, value]) => value));
  if (input.invoiceAccountId === undefined) {
    const { schoolId, provider, settings, newAccountId: invoiceAccountId = randomToken() } = input;
    const schools = await findSchools(core.db, scope);
    if (!schools.some((school) => school.schoolId === schoolId)) throw new Refusal('school_not_found', {});
    return { account: { invoiceAccountId, schoolId, provider, settings, secrets: given } };
  }
  const stored = await storedInvoiceAccount(core, scope, input.invoiceAccountId);
  return {
    account: { ...stored, settings: input.settings, secrets: { ...stored.secrets, ...given } },
    stored,
  };
}

/** The account as it is kept. @throws Refusal account_invalid */
async function usable<A extends InvoiceAccount>(
  core: AccountCore,
  account: A,
  stored?: InvoiceAccount,
): Promise<A> {
  const provider = core.invoiceProviders.get(account.provider);
  if (!provider) return account;
  try {
    const kept = await provider.keptAccount(account);
    provider.checkAccount(kept);
    if (stored && provider.sellerOf(stored) !== provider.sellerOf(kept)) {
      throw new InvalidInvoiceAccount(
        '销方不能改成另一个：请新增一个开票账户',
        'The seller of an account cannot be changed. Create another invoice account.',
      );
    }
    return kept;
  } catch (error) {
    if (!(error instanceof InvalidInvoiceAccount)) throw error;
    const { message, inEnglish } = error;
    throw new Refusal('account_invalid', { message, inEnglish });
  }
}
