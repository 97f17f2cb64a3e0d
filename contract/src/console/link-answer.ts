import { Type } from 'typebox';
import { DELIVERY_METHODS } from '../codes/invoices.ts';
import { INSTANT, type Of, oneOf, TEXT } from '../schema.ts';

/** A one-time link, shown once. */
const ONE_TIME_LINK = Type.Object({ address: TEXT, expiresAt: INSTANT });

/** Sent to its operator, whose address is masked. */
const SENT_LINK = Type.Object({ sentBy: oneOf(DELIVERY_METHODS), sentTo: TEXT });

/** What became of a one-time link: sent to its operator, or to be handed over. */
export const LINK_ANSWER = Type.Union([ONE_TIME_LINK, SENT_LINK]);
export type LinkAnswer = Of<typeof LINK_ANSWER>;
