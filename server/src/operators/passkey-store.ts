import { columns } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { bytes, count, id, instant, optional, text, texts } from '../db/fields.ts';

/** A passkey as it was registered. */
export interface Passkey {
  readonly credentialId: string;
  readonly operatorId: string;
  readonly name: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | undefined;
}

const REGISTERED = {
  credentialId: text('credential_id'),
  operatorId: id('operator_id'),
  name: text('name'),
  publicKey: bytes('public_key'),
  counter: count('counter'),
  transports: texts('transports'),
  createdAt: instant('created_at'),
};
const NEW_PASSKEY = columns<Omit<Passkey, 'lastUsedAt'>>()(REGISTERED);
const PASSKEY = columns<Passkey>()({ ...REGISTERED, lastUsedAt: optional(instant('last_used_at')) });

export async function insertPasskey(q: Queryable, passkey: Omit<Passkey, 'lastUsedAt'>): Promise<boolean> {
  const rows = await q.query({
    name: 'insert-passkey',
    text: `insert into operator_passkeys (${NEW_PASSKEY.written}) values (${NEW_PASSKEY.places()})
           on conflict do nothing returning 1`,
    values: NEW_PASSKEY.valuesOf(passkey),
  });
  return rows.length === 1;
}

export async function findPasskeys(q: Queryable, operatorId: string): Promise<Passkey[]> {
  return PASSKEY.all(q, {
    name: 'find-passkeys',
    text: `select ${PASSKEY.selected} from operator_passkeys where operator_id = $1 order by created_at`,
    values: [operatorId],
  });
}

export async function findPasskey(q: Queryable, credentialId: string): Promise<Passkey | undefined> {
  return PASSKEY.one(q, {
    name: 'find-passkey',
    text: `select ${PASSKEY.selected} from operator_passkeys where credential_id = $1`,
    values: [credentialId],
  });
}

/** False when the passkey is not there any more. */
export async function usePasskey(
  q: Queryable,
  credentialId: string,
  counter: number,
  at: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'use-passkey',
    text: `update operator_passkeys set counter = $2, last_used_at = $3 where credential_id = $1 returning 1`,
    values: [credentialId, counter, at],
  });
  return rows.length === 1;
}

/** False when the operator has no such passkey. */
export async function deletePasskey(
  q: Queryable,
  operatorId: string,
  credentialId: string,
): Promise<boolean> {
  const rows = await q.query({
    name: 'delete-passkey',
    text: 'delete from operator_passkeys where operator_id = $1 and credential_id = $2 returning 1',
    values: [operatorId, credentialId],
  });
  return rows.length === 1;
}

/** Keeps what a passkey was asked to sign. */
export async function insertChallenge(
  q: Queryable,
  challenge: { text: string; operatorId: string | undefined; expiresAt: Date },
): Promise<void> {
  await q.query({
    name: 'insert-challenge',
    text: 'insert into operator_challenges (challenge, operator_id, expires_at) values ($1, $2, $3)',
    values: [challenge.text, challenge.operatorId ?? null, challenge.expiresAt],
  });
}

/** Takes a challenge out; false when it was not asked, not of this operator, or too long ago. */
export async function takeChallenge(
  q: Queryable,
  text: string,
  operatorId: string | undefined,
  now: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'take-challenge',
    text: `delete from operator_challenges
            where challenge = $1 and operator_id is not distinct from $2::bigint and expires_at > $3 returning 1`,
    values: [text, operatorId ?? null, now],
  });
  return rows.length === 1;
}
