import type { SecondFactor } from '@zhixiao/contract/codes/operators';
import { newDevice } from '../../operators/device.ts';
import { followLink, lookAtLink } from '../../operators/links.ts';
import type { Operator } from '../../operators/operator.ts';
import { finishSignIn, type Opened, signIn, signOut } from '../../operators/sign-in.ts';
import { openRoute, type RequestContext, type Route } from './route.ts';

/** Signing in and out, and one-time links. */
export const SIGN_IN_ROUTES: readonly Route[] = [
  openRoute('POST /sign-in', {
    audit: { action: 'session.sign_in', subject: 'account' },
    answer: async (context, params) => opened(context, await signIn(context.core, context, params)),
  }),
  openRoute('POST /sign-in/second-factor', {
    audit: { action: 'session.second_factor', details: ['kind'] },
    answer: async (context, params) =>
      opened(context, await finishSignIn(context.core, context, context.session, params)),
  }),
  openRoute('POST /sign-out', {
    audit: { action: 'session.sign_out', ofSession: true },
    async answer({ core, session, keepToken }) {
      await signOut(core, session);
      keepToken(undefined);
      return {};
    },
  }),
  openRoute('POST /links/look', {
    audit: 'none',
    answer: ({ core }, { token }) => lookAtLink(core, token),
  }),
  openRoute('POST /links/use', {
    audit: { action: 'link.use', subject: 'account' },
    answer: async (context, params) => opened(context, await followLink(context.core, context, params)),
  }),
];

/** Hands the browser its session, and says what is still to prove. */
export function opened(
  { core, keepToken, keepDevice }: RequestContext,
  { operator, token, isSignedIn }: Opened,
) {
  keepToken(token);
  if (isSignedIn) {
    keepDevice(newDevice(core, operator.account));
    return { state: 'signed_in' as const };
  }
  return { state: 'second_factor' as const, factors: factorsOf(operator) };
}

function factorsOf({ hasTotp, passkeys }: Operator): SecondFactor[] {
  return [
    ...(hasTotp ? (['totp', 'recovery'] as const) : []),
    ...(passkeys > 0 ? (['passkey'] as const) : []),
  ];
}
