import { timingSafeEqual } from 'node:crypto';
import type { Channel } from '../channels/channel.ts';
import { insertConsent } from '../consents/consent-store.ts';
import type { ConsentText } from '../consents/texts.ts';
import { HOUR_MS, plusMs } from '../lib/clock.ts';
import { Refusal } from '../refusal.ts';
import { recordAccesses } from './access-store.ts';
import { countAttempt } from './attempt-store.ts';
import { holdersOf, insertBindings, isBoundByAnother } from './binding-store.ts';
import { deleteFetchedLink } from './card-store.ts';
import type { DirectoryParts } from './directory-parts.ts';
import { foldName, foldNumber, ID_TAIL, PHONE } from './person.ts';
import { findPersonByNumber, type KnownPerson, proofHashes, uidIndex } from './person-store.ts';

/** Whose uid a channel's sign-in has just shown. */
export interface SignedInPayer {
  readonly schoolId: string;
  readonly channel: Channel;
  /** The application signed in to. */
  readonly issuer: string;
  readonly uid: string;
}

/** Who the payer says to be. Number and name stand on every class list, so something more is asked. */
export interface Claim {
  readonly userNo: string;
  readonly userName: string;
  /** The last six characters of the identity document's number, or the whole phone number. */
  readonly proof: string;
}

/** In an hour, by one uid and for one number. */
const ATTEMPTS_MAX = 5;
const LONGEST = 128;

/**
 * Binds a payer to the person he proves to be, and keeps what he agreed to. Whatever does not match, the answer is the same.
 * @throws Refusal
 */
export async function bindPayer(
  parts: DirectoryParts,
  payer: SignedInPayer,
  claim: Claim,
  agreed: ConsentText,
): Promise<void> {
  const { db, vault, clock } = parts;
  const { schoolId, uid } = payer;
  const now = clock.now();
  const userNo = foldNumber(claim.userNo).slice(0, LONGEST);
  const since = plusMs(now, -HOUR_MS);
  const attempts = await countAttempt(db, vault, { schoolId, uid, userNo }, { now, since });
  if (attempts > ATTEMPTS_MAX) throw new Refusal('bind_too_often', {});

  const person = await findPersonByNumber(db, vault, schoolId, userNo);
  if (!person || !isProven(parts, person, claim)) {
    const refused = { schoolId, actor: PAYER, action: 'bind_refused', foundBy: 'user_no' } as const;
    await recordAccesses(db, refused, [person?.openId], now);
    throw new Refusal('bind_mismatch', {});
  }
  if (person.frozen) throw new Refusal('person_frozen', {});
  try {
    await insertOwn(parts, payer, person, agreed, now);
  } catch (error) {
    throw isBoundByAnother(error) ? new Refusal('person_bound', {}) : error;
  }
}

const PAYER = { kind: 'payer' } as const;

async function insertOwn(
  { db, vault }: DirectoryParts,
  { schoolId, channel, issuer, uid }: SignedInPayer,
  { openId }: KnownPerson,
  agreed: ConsentText,
  now: Date,
): Promise<void> {
  const binding = { schoolId, openId, channel, issuer, uid, source: 'payer' } as const;
  await db.transaction(async (tx) => {
    const made = await insertBindings(tx, vault, [binding], now);
    const holder = (await holdersOf(tx, vault, schoolId, [uid])).get(uid);
    if (holder !== openId) throw new Refusal('payer_bound', {});
    await insertConsent(tx, { schoolId, uidIndex: uidIndex(vault, schoolId, uid) }, agreed, now);
    if (made.length === 0) return;
    await recordAccesses(tx, { schoolId, actor: PAYER, action: 'bind' }, [openId], now);
    await deleteFetchedLink(tx, { schoolId, openId });
  });
}

function isProven({ vault }: DirectoryParts, person: KnownPerson, claim: Claim): boolean {
  const proof = foldNumber(claim.proof).toUpperCase();
  const said = proofHashes(vault, person, {
    idTail: ID_TAIL.test(proof) ? proof : undefined,
    phone: PHONE.test(proof) ? proof : undefined,
  });
  const isKnown = isSame(said.idTailHash, person.idTailHash) || isSame(said.phoneHash, person.phoneHash);
  return isKnown && foldName(claim.userName) === foldName(person.userName);
}

function isSame(said: Buffer | undefined, known: Buffer | undefined): boolean {
  return said !== undefined && known !== undefined && timingSafeEqual(said, known);
}
