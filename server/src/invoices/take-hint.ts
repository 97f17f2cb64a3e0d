import type { Core } from '../core.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { isId } from '../lib/ids.ts';
import { findInvoiceAccount } from './account-store.ts';
import { expediteInvoice } from './invoice-queue-store.ts';
import type { InvoiceProvider } from './provider.ts';

/** Anybody can send a hint: however many come, a provider is asked about one document this often for them. */
const HINT_GAP_MS = MINUTE_MS;

/** A provider says that something became of a document: a reason to ask it, soon, and nothing more. */
export async function takeHint(
  core: Core,
  accountId: string,
  body: Buffer,
): Promise<InvoiceProvider['hintReply'] | 'no_account' | 'no_hint'> {
  if (!ACCOUNT_ID.test(accountId)) return 'no_account';
  const account = await findInvoiceAccount(core.db, core.vault, accountId);
  const provider = account && core.invoiceProviders.get(account.provider);
  if (!provider) return 'no_account';
  const number = provider.readHint(body);
  if (number === undefined || !isId(number)) return 'no_hint';
  await expediteInvoice(core.db, { accountId, number }, core.clock.now(), HINT_GAP_MS);
  return provider.hintReply;
}

/** What an account's id can be: asking the database for anything else would be an error. */
const ACCOUNT_ID = /^[0-9A-Za-z_-]{1,64}$/;
