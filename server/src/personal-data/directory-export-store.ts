import type { Channel } from '../channels/channel.ts';
import { type Of, projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { id, instant, optional, text } from '../db/fields.ts';
import type { AccessAction } from '../directory/access-store.ts';
import { attemptIndexes } from '../directory/attempt-store.ts';
import { uidIndex } from '../directory/person-store.ts';
import type { Vault } from '../lib/vault.ts';
import { ATTEMPTS_OF, CONSENTS_OF, consentValues, type Found } from './held-store.ts';
import type { Subject } from './subject.ts';

const TIMES = projection()({ createdAt: instant('created_at'), updatedAt: instant('updated_at') });

export type PersonTimes = Of<typeof TIMES>;

/** When a person came into the directory and was last changed. */
export function personTimes(q: Queryable, subject: Subject): Promise<PersonTimes | undefined> {
  return TIMES.one(q, {
    name: 'person-times',
    text: `select ${TIMES.selected} from people where school_id = $1 and open_id = $2`,
    values: ofPerson(subject),
  });
}

export interface BindingHeld {
  readonly channel: Channel;
  readonly uid: string;
  readonly source: 'payer' | 'operator' | 'import';
  readonly issuer: string | undefined;
  readonly boundAt: Date;
}

/** The bindings of a person: `uids` are what the directory says they are of. */
export async function bindingsHeld(q: Queryable, vault: Vault, subject: Subject): Promise<BindingHeld[]> {
  const uids = new Map(
    subject.uids.map((uid) => [uidIndex(vault, subject.schoolId, uid).toString('hex'), uid]),
  );
  const rows = await q.query<{
    channel: Channel;
    uid_index: Buffer;
    source: BindingHeld['source'];
    issuer: string | null;
    bound_at: Date;
  }>({
    name: 'bindings-held',
    text: `select channel, uid_index, source, issuer, bound_at from bindings
            where school_id = $1 and open_id = $2 order by bound_at`,
    values: ofPerson(subject),
  });
  return rows.map((row) => ({
    channel: row.channel,
    uid: uids.get(row.uid_index.toString('hex')) ?? '',
    source: row.source,
    issuer: row.issuer ?? undefined,
    boundAt: row.bound_at,
  }));
}

/** When somebody tried to bind to the person, or with one of the person's uids. */
export async function attemptsHeld(q: Queryable, vault: Vault, subject: Subject): Promise<Date[]> {
  const { schoolId, userNo, uids } = subject;
  const rows = await q.query<{ attempted_at: Date }>({
    name: 'attempts-held',
    text: `select attempted_at from bind_attempts where ${ATTEMPTS_OF} order by attempted_at`,
    values: [
      schoolId,
      userNo === undefined ? null : attemptIndexes(vault, schoolId, userNo),
      uids.map((uid) => uidIndex(vault, schoolId, uid)),
    ],
  });
  return rows.map((row) => row.attempted_at);
}

const ACCESS = projection()({
  accessId: id('access_id'),
  action: text<AccessAction>('action'),
  actorKind: text<'app' | 'operator' | 'payer'>('actor_kind'),
  actor: optional(text('actor')),
  at: instant('at'),
});

export type AccessHeld = Of<typeof ACCESS>;

/** A page of who did what to the person's record, after a number. */
export function accessesHeld(
  q: Queryable,
  subject: Subject,
  after: string,
  limit: number,
): Promise<AccessHeld[]> {
  return ACCESS.all(q, {
    name: 'accesses-held',
    text: `select ${ACCESS.selected} from person_accesses
            where school_id = $1 and open_id = $2 and access_id > $3 order by access_id limit $4`,
    values: [...ofPerson(subject), after, limit],
  });
}

export interface ConsentHeld {
  readonly at: Date;
  readonly kind: 'binding' | 'invoice';
  readonly event: 'agreed' | 'withdrawn';
}

/** What the person agreed to, and took back. */
export function consentsHeld(q: Queryable, vault: Vault, found: Found): Promise<ConsentHeld[]> {
  return q.query<ConsentHeld>({
    name: 'consents-held',
    text: `${CONSENTS_OF} order by at`,
    values: consentValues(vault, found),
  });
}

/** What the audit log has of the person: when, and what was done. */
export function auditHeld(q: Queryable, { openId }: Subject): Promise<{ action: string; at: Date }[]> {
  return q.query<{ action: string; at: Date }>({
    name: 'audit-held',
    text: 'select action, at from audit_entries where subject = $1 order by entry_no',
    values: [openId ?? null],
  });
}

function ofPerson({ schoolId, openId }: Subject): readonly unknown[] {
  return [schoolId, openId ?? null];
}
