import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { findInvoiceAccount } from './account-store.ts';
import { hurryInvoice } from './invoice-queue-store.ts';
import type { InvoiceProvider } from './provider.ts';

/** A provider says that something became of a document: a reason to ask it now, and nothing more. */
export async function takeHint(
  core: Core,
  accountId: string,
  body: Buffer,
): Promise<InvoiceProvider['hintReply'] | undefined> {
  const account = await findInvoiceAccount(core.db, core.vault, accountId.slice(0, 64));
  const provider = account && core.invoiceProviders.get(account.provider);
  if (!provider) return undefined;
  const number = provider.readHint(body);
  if (number !== undefined && isId(number)) await hurryInvoice(core.db, accountId, number, core.clock.now());
  return provider.hintReply;
}
