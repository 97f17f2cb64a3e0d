import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { FLAG, type Of, oneOf, TEXT } from '../schema.ts';
import { CONSENT_ASKED } from './consent-view.ts';
import { PLAIN_PAGE, REFUSAL_SHOWN } from './plain-page.ts';

const WALLET = oneOf(CHANNELS);

/** What the page shows on which a payer says who he is; made by the server, rendered without any script. */
const BIND_VIEW = Type.Union([
  /** The payer has signed in, and fills in who he is. */
  Type.Object({
    state: Type.Literal('form'),
    school: TEXT,
    wallet: WALLET,
    /** Proves the sign-in when the form comes back. */
    ticket: TEXT,
    /** Where the form goes. */
    action: TEXT,
    consent: CONSENT_ASKED,
    /** He has just unlinked his account. */
    isUnbound: Type.Optional(FLAG),
    /** As typed before a refusal. */
    userNo: TEXT,
    userName: TEXT,
    /** Why the last try was refused. */
    refusal: Type.Optional(REFUSAL_SHOWN),
  }),
  /** Masked. */
  Type.Object({
    state: Type.Literal('bound'),
    school: TEXT,
    wallet: WALLET,
    userNo: TEXT,
    userName: TEXT,
    ticket: TEXT,
    consent: CONSENT_ASKED,
    /** Where he agrees; absent: he has agreed to the text as it reads now. */
    agree: Type.Optional(TEXT),
    /** Where he takes it back. */
    unbind: TEXT,
  }),
  /** Not in a wallet. `wallets` open the emulated ones, in the sandbox. */
  Type.Object({
    state: Type.Literal('elsewhere'),
    school: TEXT,
    address: TEXT,
    wallets: Type.Array(Type.Object({ wallet: WALLET, href: TEXT })),
  }),
  Type.Object({ state: Type.Literal('signInFailed'), school: TEXT, again: TEXT }),
  Type.Object({ state: Type.Literal('notOffered'), school: TEXT }),
  Type.Object({ state: Type.Literal('notFound') }),
]);
export type BindView = Of<typeof BIND_VIEW>;

export const BIND_INPUT = Type.Object({ view: BIND_VIEW, ...PLAIN_PAGE });
export type BindInput = Of<typeof BIND_INPUT>;
