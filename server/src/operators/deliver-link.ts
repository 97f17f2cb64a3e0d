import type { Core } from '../core.ts';
import { maskPersonal } from '../lib/mask.ts';
import { findContact } from './contact-store.ts';
import type { NewLink } from './links.ts';
import { operatorById } from './manage-operators.ts';

/** What became of a one-time link. */
export type LinkDelivery = NewLink | { readonly sentBy: 'email' | 'sms'; readonly sentTo: string };

/**
 * Sends a one-time link to its operator by e-mail or SMS. If no sender is set up, or all of them failed, the link
 * itself is the answer, and the approver hands it over.
 */
export async function deliverLink(
  core: Core,
  { operatorId, ...link }: NewLink & { readonly operatorId: string },
): Promise<LinkDelivery> {
  const contact = await findContact(core.db, core.vault, operatorId);
  const { name } = await operatorById(core, operatorId);
  for (const deliveryMethod of ['email', 'sms'] as const) {
    const address = deliveryMethod === 'email' ? contact.email : contact.phone;
    const sender = core.senders.get(deliveryMethod);
    if (address === undefined || sender?.deliverLink === undefined) continue;
    const outcome = await sender.deliverLink(address, { name, ...link });
    if (outcome.kind === 'done') return { sentBy: deliveryMethod, sentTo: maskPersonal(address) };
    const reason = outcome.kind === 'not_done' ? outcome.message : outcome.reason;
    core.log.warn({ operatorId, deliveryMethod, reason }, 'a one-time link could not be delivered');
  }
  return link;
}
