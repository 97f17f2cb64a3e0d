import type { Core } from '../../core.ts';
import { fileUrl } from '../../invoices/invoice.ts';
import { DAY_MS } from '../../lib/clock.ts';
import { openUnexpired, sealExpiring } from './expiring-value.ts';

/** The page gives out another each time it is opened. */
const LINK_MS = DAY_MS;
const PLACE = 'invoice file link';

/** A document's address for the payer's browser: one that ends, as pages are read over shoulders and kept in histories. */
export function fileLink(core: Core, fileCode: string): string {
  return fileUrl(core.publicUrl, sealExpiring(core, PLACE, fileCode, LINK_MS));
}

/** The file code behind a link that ends, or the code itself, as partners and e-mails have it. */
export function fileCodeOf(core: Core, name: string): string {
  return openUnexpired(core, PLACE, name)?.value ?? name;
}
