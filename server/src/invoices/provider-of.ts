import type { Core } from '../core.ts';
import { findInvoiceAccount } from './account-store.ts';
import type { InvoiceAccount, InvoiceProvider, InvoiceProviderName } from './provider.ts';

export interface ProviderAccount {
  readonly provider: InvoiceProvider;
  readonly account: InvoiceAccount;
}

/** What is needed to query the provider about an invoice that was submitted. */
export async function providerOf(
  core: Core,
  name: InvoiceProviderName,
  accountId: string | undefined,
): Promise<ProviderAccount> {
  const provider = core.invoiceProviders.get(name);
  const account = await findInvoiceAccount(core.db, core.vault, accountId);
  if (!provider || !account) throw new Error(`invoice account ${accountId} is not available`);
  return { provider, account };
}
