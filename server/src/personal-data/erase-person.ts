import type { Audited, Core } from '../core.ts';
import { isUniqueViolation } from '../db/database.ts';
import { databaseWithin } from '../db/within.ts';
import { recordAccesses } from '../directory/access-store.ts';
import { LEASE_MS } from '../jobs/job.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { plusMs } from '../lib/clock.ts';
import type { Operator } from '../operators/operator.ts';
import { Refusal } from '../refusal.ts';
import { eraseFromDirectory, eraseFromOrders } from './erase-store.ts';
import { findAll, findSubject, indexesOf, refuseNobody } from './find-held.ts';
import { FATES, type Fate, type HeldKind } from './held.ts';
import { countHeld, countUnderWay } from './held-store.ts';
import { findOrdersOf, uidIndexesOf } from './payer-uid-store.ts';
import { talliesOf } from './request.ts';
import {
  addErased,
  expireExportsOf,
  finishRequest,
  insertRequest,
  type RunningRequest,
} from './request-store.ts';
import { maskedSubject, type PersonSought, withoutPerson } from './subject.ts';

/** What an operator wants erased. */
export interface ErasureCommand extends PersonSought {
  /** The number of its receipt. */
  readonly requestId: string;
  readonly reason: string;
}

type Parts = Pick<Core, 'db' | 'vault' | 'clock'>;

/** What the approver of an erasure sees; it names no person. */
export interface ErasureDescribed {
  /** A masked number. */
  readonly person: string;
  /** Of whom it is about: a keyed hash in hex. */
  readonly fingerprint: string;
  readonly reason: string;
  readonly held: readonly { readonly kind: HeldKind; readonly count: number; readonly fate: Fate }[];
}

/** @throws Refusal person_data_not_found */
export async function describeErasure(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  { reason, ...sought }: ErasureCommand,
): Promise<ErasureDescribed> {
  const subject = await findSubject({ db, vault }, sought);
  const found = await findAll(db, vault, subject);
  const held = await countHeld(db, vault, found);
  refuseNobody(held);
  return {
    person: maskedSubject(subject),
    fingerprint: found.personIndex.toString('hex'),
    reason: withoutPerson(reason, subject),
    held: held.map(({ kind, count }) => ({ kind, count, fate: FATES[kind] })),
  };
}

/**
 * Takes a person out of the directory, and has the rest erased in the background, some orders at a time: this commit is
 * short however many there are. What laws want kept stays.
 * @throws Refusal person_data_not_found, person_data_open, person_data_erasing
 */
export async function erasePerson(
  core: Parts & Audited,
  { account }: Pick<Operator, 'account'>,
  { requestId, reason, ...sought }: ErasureCommand,
): Promise<void> {
  try {
    await core.db.transaction(async (tx) => {
      const { vault, clock } = core;
      const subject = await findSubject({ db: databaseWithin(core.db, tx), vault }, sought);
      const found = await findAll(tx, vault, subject);
      const held = await countHeld(tx, vault, found);
      refuseNobody(held);
      const open = await countUnderWay(tx, found.orders);
      if (Object.values(open).some((count) => count > 0)) throw new Refusal('person_data_open', open);
      const now = clock.now();
      const { schoolId, openId } = subject;
      const request = {
        requestId,
        schoolId,
        kind: 'erasure',
        person: maskedSubject(subject),
        askedBy: account,
        askedAt: now,
        reason: withoutPerson(reason, subject),
        counts: talliesOf(held),
        subject,
      } as const;
      // whom a file is about that waits to be fetched would outlast the person
      await expireExportsOf(tx, schoolId, found.personIndex, now);
      await insertRequest(tx, vault, request, now);
      if (openId !== undefined) {
        const actor = { kind: 'operator', name: account } as const;
        await recordAccesses(tx, { schoolId, actor, action: 'erase' }, [openId], now);
      }
      await addErased(tx, requestId, await eraseFromDirectory(tx, vault, subject), now);
      wakeWorkers(tx, 'personal-data');
      await core.audit.record(tx);
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'personal_data_requests_erasing')) throw error;
    throw new Refusal('person_data_erasing', {});
  }
}

const ORDERS_A_COMMIT = 100;

/**
 * Erases the person from every order that nothing is under way for any more, some to a commit. Each commit looks for
 * itself at what is left, so that after a crash another worker goes on; then the request is done.
 */
export async function eraseOn(core: Parts, { requestId, subject }: RunningRequest): Promise<void> {
  const { db, vault, clock } = core;
  const uidIndexes = await uidIndexesOf(db, vault, subject);
  const orders = await findOrdersOf(db, subject, uidIndexes, indexesOf(vault, subject));
  for (let at = 0; at < orders.length; at += ORDERS_A_COMMIT) {
    const some = orders.slice(at, at + ORDERS_A_COMMIT);
    await db.transaction(async (tx) => {
      const erased = await eraseFromOrders(tx, vault, { subject, uidIndexes }, some);
      await addErased(tx, requestId, erased, plusMs(clock.now(), LEASE_MS));
    });
  }
  await finishRequest(db, requestId, 'done', clock.now());
}
