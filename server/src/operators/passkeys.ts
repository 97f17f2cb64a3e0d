import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { AuditedCore, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { MINUTE_MS, plusMs } from '../lib/clock.ts';
import { propertyOf } from '../lib/property-of.ts';
import { Refusal } from '../refusal.ts';
import { countingRefusals } from './attempts.ts';
import { findCredentials } from './credential-store.ts';
import type { Operator } from './operator.ts';
import { lockOperator } from './operator-store.ts';
import {
  deletePasskey,
  findPasskey,
  findPasskeys,
  insertChallenge,
  insertPasskey,
  type Passkey,
  takeChallenge,
  usePasskey,
} from './passkey-store.ts';
import { holdSession, openSession, type Session, type Visitor } from './session.ts';
import { proveSession } from './session-store.ts';
import type { Opened } from './sign-in.ts';

const CHALLENGE_MS = 5 * MINUTE_MS;
const PRODUCT = '知校聚合支付';

/** Two hundred files, loaded when first wanted: a sixth of what every process would start with. */
const webAuthn = () => import('@simplewebauthn/server');

/** The page that asks; its host is what passkeys are made for. */
interface Site {
  readonly origin: string;
}

/** What to ask the browser's passkeys for: any operator's, or those of one. */
export async function requestPasskey(
  core: AuditedCore,
  { origin }: Site,
  operator?: Operator,
): Promise<object> {
  const own = operator && (await findPasskeys(core.db, operator.operatorId));
  const options = await (await webAuthn()).generateAuthenticationOptions({
    rpID: new URL(origin).hostname,
    userVerification: 'required',
    ...(own ? { allowCredentials: own.map(descriptorOf) } : {}),
  });
  await keepChallenge(core, options.challenge, operator?.operatorId);
  return options;
}

/**
 * Signs in by a passkey alone: it is held and unlocked, which is two factors.
 * @throws Refusal passkey_refused, sign_in_locked
 */
export function signInByPasskey(core: AuditedCore, visit: Visitor & Site, response: object): Promise<Opened> {
  return countingRefusals(core, visit, () => openedBy(core, visit, response));
}

async function openedBy(core: AuditedCore, visit: Visitor & Site, response: object): Promise<Opened> {
  const { passkey, counter } = await verified(core, visit, response, undefined);
  const { operatorId } = passkey;
  return core.db.transaction(async (tx) => {
    await lockOperator(tx, operatorId);
    const found = await findCredentials(tx, { operatorId });
    if (found?.operator.status !== 'active') throw new Refusal('passkey_refused', {});
    const { operator } = found;
    visit.identified(operator.account);
    await use(core, tx, passkey, counter);
    const token = await openSession(core, tx, operatorId, visit, true);
    await core.audit.record(tx);
    return { operator, token, isSignedIn: true };
  });
}

/**
 * A fresh proof by one of the operator's passkeys.
 * @throws Refusal passkey_refused
 */
export async function proveByPasskey(
  core: AuditedCore,
  site: Site,
  { operator, tokenHash }: Session,
  response: object,
): Promise<void> {
  const { passkey, counter } = await verified(core, site, response, operator.operatorId);
  if (passkey.operatorId !== operator.operatorId) throw new Refusal('passkey_refused', {});
  await core.db.transaction(async (tx) => {
    await use(core, tx, passkey, counter);
    await proveSession(tx, tokenHash, core.clock.now());
    await core.audit.record(tx);
  });
}

/** What to make a new passkey by. */
export async function beginPasskey(core: AuditedCore, { origin }: Site, operator: Operator): Promise<object> {
  const known = await findPasskeys(core.db, operator.operatorId);
  const options = await (await webAuthn()).generateRegistrationOptions({
    rpName: PRODUCT,
    rpID: new URL(origin).hostname,
    userName: operator.account,
    userDisplayName: operator.name,
    userID: new Uint8Array(Buffer.from(operator.operatorId, 'utf8')),
    attestationType: 'none',
    excludeCredentials: known.map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await keepChallenge(core, options.challenge, operator.operatorId);
  return options;
}

/** A passkey as the browser made it, proved to be the answer to what was asked. */
type NewPasskey = Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports'>;

/** @throws Refusal passkey_refused */
export async function readPasskey(
  core: Core,
  { origin }: Site,
  { operatorId }: Operator,
  response: object,
): Promise<NewPasskey> {
  const expectedChallenge = await answeredChallenge(core, response, operatorId);
  const { registrationInfo } = await (await webAuthn())
    .verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
    })
    .catch(refused);
  if (!registrationInfo) throw new Refusal('passkey_refused', {});
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  return { credentialId: id, publicKey: Buffer.from(publicKey), counter, transports };
}

/**
 * Adds a passkey to the operator's own.
 * @throws Refusal passkey_refused when it is registered already, not_signed_in
 */
export async function addPasskey(
  core: AuditedCore,
  session: Session,
  name: string,
  passkey: NewPasskey,
): Promise<void> {
  const { operatorId } = session.operator;
  await core.db.transaction(async (tx) => {
    await holdSession(tx, session);
    const isNew = await insertPasskey(tx, { ...passkey, operatorId, name, createdAt: core.clock.now() });
    if (!isNew) throw new Refusal('passkey_refused', {});
    await core.audit.record(tx);
  });
}

/** @throws Refusal not_signed_in, passkey_refused when the operator has no such passkey */
export async function removePasskey(
  core: AuditedCore,
  session: Session,
  credentialId: string,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    await holdSession(tx, session);
    const isGone = await deletePasskey(tx, session.operator.operatorId, credentialId);
    if (!isGone) throw new Refusal('passkey_refused', {});
    await core.audit.record(tx);
  });
}

async function verified(
  core: Core,
  { origin }: Site,
  response: object,
  operatorId: string | undefined,
): Promise<{ passkey: Passkey; counter: number }> {
  const expectedChallenge = await answeredChallenge(core, response, operatorId);
  const answer = response as AuthenticationResponseJSON;
  const passkey = await findPasskey(core.db, String(answer.id));
  if (!passkey) throw new Refusal('passkey_refused', {});
  const { verified: isRight, authenticationInfo } = await (await webAuthn())
    .verifyAuthenticationResponse({
      response: answer,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
      },
    })
    .catch(refused);
  if (!isRight) throw new Refusal('passkey_refused', {});
  return { passkey, counter: authenticationInfo.newCounter };
}

/** What was verified may have been taken away since. */
async function use(
  { clock }: Pick<Core, 'clock'>,
  tx: Transaction,
  { credentialId }: Passkey,
  counter: number,
): Promise<void> {
  const isThere = await usePasskey(tx, credentialId, counter, clock.now());
  if (!isThere) throw new Refusal('passkey_refused', {});
}

async function keepChallenge(
  { db, clock, audit }: AuditedCore,
  text: string,
  operatorId: string | undefined,
): Promise<void> {
  await db.transaction(async (tx) => {
    await insertChallenge(tx, { text, operatorId, expiresAt: plusMs(clock.now(), CHALLENGE_MS) });
    await audit.record(tx);
  });
}

/** The challenge that an answer is to, which counts once. */
async function answeredChallenge(
  { db, clock }: Core,
  response: object,
  operatorId: string | undefined,
): Promise<string> {
  const challenge = challengeIn(response);
  const isOurs = challenge !== undefined && (await takeChallenge(db, challenge, operatorId, clock.now()));
  if (!isOurs) throw new Refusal('passkey_refused', {});
  return challenge;
}

function challengeIn(response: { response?: { clientDataJSON?: unknown } }): string | undefined {
  try {
    const text = Buffer.from(String(response.response?.clientDataJSON), 'base64url').toString('utf8');
    return String(propertyOf(JSON.parse(text), 'challenge'));
  } catch {
    return undefined;
  }
}

/** Whatever is wrong with an answer: the library says so by throwing. */
function refused(): never {
  throw new Refusal('passkey_refused', {});
}

function descriptorOf({ credentialId, transports }: Passkey) {
  return { id: credentialId, transports: transports as AuthenticatorTransport[] };
}
