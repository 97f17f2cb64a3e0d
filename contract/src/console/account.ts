import { Type } from 'typebox';
import { FLAG, INSTANT, NOTHING, type Of, TEXT, WHOLE } from '../schema.ts';
import { NAME, SECRET } from './fields.ts';
import type { RouteSchemas } from './list.ts';
import { PASSKEY_ANSWER, PASSKEY_REQUEST } from './passkey.ts';

/** How an operator's account is protected. */
const ACCOUNT_VIEW = Type.Object({
  hasTotp: FLAG,
  unusedRecoveryCodes: WHOLE,
  passkeys: Type.Array(
    Type.Object({
      credentialId: TEXT,
      name: TEXT,
      createdAt: INSTANT,
      lastUsedAt: Type.Optional(INSTANT),
    }),
  ),
  sessions: Type.Array(
    Type.Object({
      isThis: FLAG,
      createdAt: INSTANT,
      lastSeenAt: INSTANT,
      address: TEXT,
      userAgent: TEXT,
    }),
  ),
});
export type AccountView = Of<typeof ACCOUNT_VIEW>;

/** One proof: a password, or a code of the authenticator. */
const PROOF = Type.Object({ kind: Type.Enum(['password', 'totp']), text: SECRET });

const RECOVERY_CODES = Type.Object({ recoveryCodes: Type.Array(TEXT) });

export const ACCOUNT_ROUTES = {
  'GET /account': { params: NOTHING, answer: ACCOUNT_VIEW },
  /** Refused unless the operator proved itself within five minutes: asked before a download, which could not say so. */
  'GET /account/proof': { params: NOTHING, answer: NOTHING },
  'POST /account/prove': { params: PROOF, answer: NOTHING },
  'POST /account/prove/passkey-request': { params: NOTHING, answer: PASSKEY_REQUEST },
  'POST /account/prove/passkey': { params: Type.Object(PASSKEY_ANSWER), answer: NOTHING },
  'PUT /account/password': { params: Type.Object({ password: SECRET }), answer: NOTHING },
  'POST /account/totp': {
    params: NOTHING,
    /** For an authenticator's camera, and for typing. */
    answer: Type.Object({ address: TEXT, secret: TEXT }),
  },
  'POST /account/totp/confirm': { params: Type.Object({ code: SECRET }), answer: RECOVERY_CODES },
  'DELETE /account/totp': { params: NOTHING, answer: NOTHING },
  'POST /account/recovery-codes': { params: NOTHING, answer: RECOVERY_CODES },
  'POST /account/passkey-request': { params: NOTHING, answer: PASSKEY_REQUEST },
  'POST /account/passkeys': { params: Type.Object({ ...PASSKEY_ANSWER, name: NAME }), answer: NOTHING },
  'DELETE /account/passkeys/:credentialId': {
    params: Type.Object({ credentialId: Type.String({ maxLength: 1400 }) }),
    answer: NOTHING,
  },
  'POST /account/sessions/end-others': { params: NOTHING, answer: NOTHING },
} satisfies Record<string, RouteSchemas>;
