import type { Nothing } from './list.ts';

/** How an operator can prove who it is, besides the password. */
export type SecondFactor = 'totp' | 'passkey' | 'recovery';

/** What an attempt to sign in came to. */
export type SignInAnswer =
  | { readonly state: 'signed_in' }
  | { readonly state: 'second_factor'; readonly factors: readonly SecondFactor[] };

/** What the browser's passkeys are asked with, as WebAuthn has it. */
export interface PasskeyRequest {
  readonly options: object;
}

export interface PasskeyAnswer {
  /** The browser's answer, as WebAuthn has it. */
  readonly response: object;
}

/** One proof: a password, or a code of the authenticator. */
export interface Proof {
  readonly kind: 'password' | 'totp';
  readonly text: string;
}

/** Whom a one-time link is for. */
export type LinkView =
  /** The first operator, who chooses its account. */
  | { readonly purpose: 'set_up' }
  | { readonly purpose: 'password'; readonly account: string; readonly name: string };

export interface SignInRoutes {
  'POST /sign-in': {
    readonly params: { readonly account: string; readonly password: string };
    readonly answer: SignInAnswer;
  };
  'POST /sign-in/second-factor': {
    readonly params: { readonly kind: 'totp' | 'recovery'; readonly text: string };
    readonly answer: SignInAnswer;
  };
  'POST /sign-in/passkey-request': { readonly params: Nothing; readonly answer: PasskeyRequest };
  'POST /sign-in/passkey': { readonly params: PasskeyAnswer; readonly answer: SignInAnswer };
  'POST /sign-out': { readonly params: Nothing; readonly answer: Nothing };
  /** The link's secret is in a body, which no log keeps. */
  'POST /links/look': { readonly params: { readonly token: string }; readonly answer: LinkView };
  'POST /links/use': {
    readonly params: {
      readonly token: string;
      readonly password: string;
      /** For the first operator. */
      readonly account?: string;
      readonly name?: string;
    };
    readonly answer: SignInAnswer;
  };
}
