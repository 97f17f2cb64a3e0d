import type { Core } from '../core.ts';
import { maskPersonal } from '../lib/mask.ts';
import { findContact } from './contact-store.ts';
import type { NewLink } from './links.ts';
import { operatorById } from './manage-operators.ts';

/** What became of a one-time link. */
export type LinkDelivery = NewLink | { readonly sentBy: 'email' | 'sms'; readonly sentTo: string };

/**
 * Sends a one-time link to its operator, where he can be reached. Only when no way there is set up, or none has taken it,
 * is the link itself the answer, for whoever approved it to hand over: the operator would wait in vain otherwise.
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
