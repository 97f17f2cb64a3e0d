import { Type } from 'typebox';
import { SECOND_FACTORS } from '../codes/operators.ts';
import { NOTHING, type Of, oneOf, TEXT } from '../schema.ts';
import { ACCOUNT, NAME, SECRET } from './fields.ts';
import type { RouteSchemas } from './list.ts';
import { PASSKEY_ANSWER, PASSKEY_REQUEST } from './passkey.ts';

/** What an attempt to sign in came to. */
const SIGN_IN_ANSWER = Type.Union([
  Type.Object({ state: Type.Literal('signed_in') }),
  Type.Object({ state: Type.Literal('second_factor'), factors: Type.Array(oneOf(SECOND_FACTORS)) }),
]);
export type SignInAnswer = Of<typeof SIGN_IN_ANSWER>;

/** Whom a one-time link is for. */
const LINK_VIEW = Type.Union([
  /** The first operator, who chooses its account. */
  Type.Object({ purpose: Type.Literal('set_up') }),
  Type.Object({ purpose: Type.Literal('password'), account: TEXT, name: TEXT }),
]);
export type LinkView = Of<typeof LINK_VIEW>;

export const SIGN_IN_ROUTES = {
  'POST /sign-in': {
    params: Type.Object({ account: Type.String({ maxLength: 100 }), password: SECRET }),
    answer: SIGN_IN_ANSWER,
  },
  'POST /sign-in/second-factor': {
    params: Type.Object({ kind: Type.Enum(['totp', 'recovery']), text: SECRET }),
    answer: SIGN_IN_ANSWER,
  },
  'POST /sign-in/passkey-request': { params: NOTHING, answer: PASSKEY_REQUEST },
  'POST /sign-in/passkey': { params: Type.Object(PASSKEY_ANSWER), answer: SIGN_IN_ANSWER },
  'POST /sign-out': { params: NOTHING, answer: NOTHING },
  /** The link's secret is in a body, which no log keeps. */
  'POST /links/look': { params: Type.Object({ token: SECRET }), answer: LINK_VIEW },
  'POST /links/use': {
    params: Type.Object({
      token: SECRET,
      password: SECRET,
      /** For the first operator. */
      account: Type.Optional(ACCOUNT),
      name: Type.Optional(NAME),
    }),
    answer: SIGN_IN_ANSWER,
  },
} satisfies Record<string, RouteSchemas>;
