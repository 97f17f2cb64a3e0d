import { changePassword, endOtherSessions, lookAtAccount } from '../../operators/own-account.ts';
import {
  addPasskey,
  beginPasskey,
  proveByPasskey,
  readPasskey,
  removePasskey,
  requestPasskey,
  signInByPasskey,
} from '../../operators/passkeys.ts';
import { beginTotp, confirmTotp, dropTotp, renewRecoveryCodes } from '../../operators/second-factor.ts';
import { proveAgain } from '../../operators/sign-in.ts';
import { openRoute, type Route, route } from './route.ts';
import { opened } from './sign-in-routes.ts';

const OWN = { permission: 'signed_in', scope: 'own', proof: 'session' } as const;
/** Who could change how an account is protected could take it over. */
const OWN_PROVED = { ...OWN, proof: 'fresh' } as const;

const PASSKEY_ROUTES: readonly Route[] = [
  openRoute('POST /sign-in/passkey-request', {
    audit: 'none',
    answer: async (context) => ({ options: await requestPasskey(context.core, context) }),
  }),
  openRoute('POST /sign-in/passkey', {
    audit: { action: 'session.passkey' },
    answer: async (context, { response }) =>
      opened(context, await signInByPasskey(context.core, context, response)),
  }),
  route('POST /account/prove/passkey-request', {
    ...OWN,
    audit: { action: 'session.passkey_request' },
    answer: async (context) => ({ options: await requestPasskey(context.core, context, context.operator) }),
  }),
  route('POST /account/prove/passkey', {
    ...OWN,
    audit: { action: 'session.prove' },
    async answer(context, { response }) {
      await proveByPasskey(context.core, context, context.session, response);
      return {};
    },
  }),
  route('POST /account/passkey-request', {
    ...OWN_PROVED,
    audit: { action: 'account.passkey_request' },
    answer: async (context) => ({ options: await beginPasskey(context.core, context, context.operator) }),
  }),
  route('POST /account/passkeys', {
    ...OWN_PROVED,
    audit: { action: 'account.add_passkey', details: ['name'] },
    async answer(context, { name, response }) {
      const passkey = await readPasskey(context.core, context, context.operator, response);
      context.note({ subject: passkey.credentialId });
      await addPasskey(context.core, context.session, name, passkey);
      return {};
    },
  }),
  route('DELETE /account/passkeys/:credentialId', {
    ...OWN_PROVED,
    audit: { action: 'account.remove_passkey', subject: 'credentialId' },
    async answer({ core, session }, { credentialId }) {
      await removePasskey(core, session, credentialId);
      return {};
    },
  }),
];

/** An operator's own account: its password, second factors and sessions. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  ...PASSKEY_ROUTES,
  route('GET /account', {
    ...OWN,
    audit: 'none',
    answer: ({ core, session }) => lookAtAccount(core, session),
  }),
  route('GET /account/proof', {
    ...OWN_PROVED,
    audit: 'none',
    answer: async () => ({}),
  }),
  route('POST /account/prove', {
    ...OWN,
    audit: { action: 'session.prove', details: ['kind'] },
    async answer(context, proof) {
      await proveAgain(context.core, context, context.session, proof);
      return {};
    },
  }),
  route('PUT /account/password', {
    ...OWN_PROVED,
    audit: { action: 'account.change_password' },
    async answer({ core, session }, { password }) {
      await changePassword(core, session, password);
      return {};
    },
  }),
  route('POST /account/totp', {
    ...OWN_PROVED,
    audit: { action: 'account.begin_totp' },
    answer: ({ core, session }) => beginTotp(core, session),
  }),
  route('POST /account/totp/confirm', {
    ...OWN_PROVED,
    audit: { action: 'account.enable_totp' },
    answer: async ({ core, session }, { code }) => ({
      recoveryCodes: await confirmTotp(core, session, code),
    }),
  }),
  route('DELETE /account/totp', {
    ...OWN_PROVED,
    audit: { action: 'account.remove_totp' },
    async answer({ core, session }) {
      await dropTotp(core, session);
      return {};
    },
  }),
  route('POST /account/recovery-codes', {
    ...OWN_PROVED,
    audit: { action: 'account.renew_recovery_codes' },
    answer: async ({ core, session }) => ({ recoveryCodes: await renewRecoveryCodes(core, session) }),
  }),
  route('POST /account/sessions/end-others', {
    ...OWN,
    audit: { action: 'account.end_sessions' },
    async answer({ core, session }) {
      await endOtherSessions(core, session);
      return {};
    },
  }),
];
