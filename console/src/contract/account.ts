import type { Instant, Nothing } from './list.ts';
import type { PasskeyAnswer, PasskeyRequest, Proof } from './sign-in.ts';

/** How an operator's account is protected. */
export interface AccountView {
  readonly hasTotp: boolean;
  readonly unusedRecoveryCodes: number;
  readonly passkeys: readonly {
    readonly credentialId: string;
    readonly name: string;
    readonly createdAt: Instant;
    readonly lastUsedAt?: Instant;
  }[];
  readonly sessions: readonly {
    readonly isThis: boolean;
    readonly createdAt: Instant;
    readonly lastSeenAt: Instant;
    readonly address: string;
    readonly userAgent: string;
  }[];
}

export interface AccountRoutes {
  'GET /account': { readonly params: Nothing; readonly answer: AccountView };
  /** Refused unless the operator proved itself within five minutes: asked before a download, which could not say so. */
  'GET /account/proof': { readonly params: Nothing; readonly answer: Nothing };
  'POST /account/prove': { readonly params: Proof; readonly answer: Nothing };
  'POST /account/prove/passkey-request': { readonly params: Nothing; readonly answer: PasskeyRequest };
  'POST /account/prove/passkey': { readonly params: PasskeyAnswer; readonly answer: Nothing };
  'PUT /account/password': { readonly params: { readonly password: string }; readonly answer: Nothing };
  'POST /account/totp': {
    readonly params: Nothing;
    /** For an authenticator's camera, and for typing. */
    readonly answer: { readonly address: string; readonly secret: string };
  };
  'POST /account/totp/confirm': {
    readonly params: { readonly code: string };
    readonly answer: { readonly recoveryCodes: readonly string[] };
  };
  'DELETE /account/totp': { readonly params: Nothing; readonly answer: Nothing };
  'POST /account/recovery-codes': {
    readonly params: Nothing;
    readonly answer: { readonly recoveryCodes: readonly string[] };
  };
  'POST /account/passkey-request': { readonly params: Nothing; readonly answer: PasskeyRequest };
  'POST /account/passkeys': {
    readonly params: PasskeyAnswer & { readonly name: string };
    readonly answer: Nothing;
  };
  'DELETE /account/passkeys/:credentialId': {
    readonly params: { readonly credentialId: string };
    readonly answer: Nothing;
  };
  'POST /account/sessions/end-others': { readonly params: Nothing; readonly answer: Nothing };
}
