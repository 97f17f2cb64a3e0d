import { Type } from 'typebox';
import { INVOICE_STATES } from '../codes/cashier.ts';
import { CHANNELS } from '../codes/channels.ts';
import { FLAG, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { CONSENT_ASKED } from './consent-view.ts';
import { PLAIN_PAGE, REFUSAL_SHOWN } from './plain-page.ts';

const WALLET = oneOf(CHANNELS);

/** What the pages about invoices show; made by the server, rendered without any script. Amounts are fen. */
const INVOICE_VIEW = Type.Union([
  /** Whoever paid says whom the invoice is made out to. */
  Type.Object({
    state: Type.Literal('form'),
    school: TEXT,
    item: TEXT,
    amount: WHOLE,
    /** Where the form goes. */
    action: TEXT,
    consent: CONSENT_ASKED,
    /** As typed before a refusal, by the names of the fields. */
    values: Type.Record(Type.String(), Type.String()),
    /** Why the last try was refused. */
    refusal: Type.Optional(REFUSAL_SHOWN),
    /** What looks wrong but may be right: sent again as it is, it is taken. */
    doubt: Type.Optional(TEXT),
  }),
  Type.Object({
    state: oneOf(INVOICE_STATES),
    school: TEXT,
    item: TEXT,
    amount: WHOLE,
    /** Masked. */
    buyer: TEXT,
    number: Type.Optional(TEXT),
    /** Milliseconds since the epoch. */
    issuedAt: Type.Optional(WHOLE),
    paidAt: WHOLE,
    refundedAmount: WHOLE,
    /** Why it failed, in Chinese. */
    failure: Type.Optional(TEXT),
    /** The download address of the document, for the payer; it expires within a day. */
    file: Type.Optional(TEXT),
    /** Where the payer signs in to get the document. */
    claim: Type.Optional(TEXT),
    /** Where it can be asked for again. */
    again: Type.Optional(TEXT),
  }),
  /** Whoever paid has to open the page where he paid, or in the wallet he paid with; `emulate` opens the sandbox's. */
  Type.Object({
    state: Type.Literal('payerOnly'),
    school: TEXT,
    wallet: WALLET,
    address: TEXT,
    emulate: Type.Optional(TEXT),
  }),
  /** The wallet's sign-in failed, or showed another account than the one that paid. */
  Type.Object({
    state: Type.Enum(['signInFailed', 'otherPayer']),
    school: TEXT,
    wallet: WALLET,
    again: TEXT,
  }),
  Type.Object({ state: Type.Literal('notPaid'), school: TEXT }),
  Type.Object({ state: Type.Literal('notFound') }),
]);
export type InvoiceView = Of<typeof INVOICE_VIEW>;

export const INVOICE_INPUT = Type.Object({
  view: INVOICE_VIEW,
  /** Whether the requester gets a message once the document is available. */
  isSent: FLAG,
  ...PLAIN_PAGE,
});
export type InvoiceInput = Of<typeof INVOICE_INPUT>;
