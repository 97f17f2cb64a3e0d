import type { Queryable, Transaction } from '../../db/database.ts';

export type KeyPurpose = 'seal' | 'index' | 'sign';
/** What a key is used for at present; the migration that creates the table lists them. */
export type KeyState = 'arriving' | 'current' | 'leaving' | 'retired';

/** A data key as the table has it: sealed with the master key. */
export interface StoredKey {
  readonly purpose: KeyPurpose;
  readonly version: number;
  readonly state: KeyState;
  readonly sealed: Buffer;
}

/** Where the keys of a database stand. */
export interface KeyTurn {
  /** Grows with every change of the keys. */
  readonly generation: number;
  /** How many master keys the database has had. */
  readonly masterVersion: number;
  /** What the keys in use open. */
  readonly check: Buffer;
  /** None: those of version 1 are derived from the master key. */
  readonly stored: readonly StoredKey[];
}

/** Undefined before the first start. One statement, so that what it reads belongs together. */
export async function findKeyTurn(q: Queryable): Promise<KeyTurn | undefined> {
  const rows = await q.query<TurnRow>({
    text: `select generation, master_version, sealed, purpose, version, state, key_sealed
             from master_key_check left join data_keys on true order by purpose, version`,
  });
  const [turn] = rows;
  if (!turn) return undefined;
  const stored = rows.flatMap(({ purpose, version, state, key_sealed: sealed }) =>
    purpose && version && state && sealed ? [{ purpose, version, state, sealed }] : [],
  );
  return { generation: turn.generation, masterVersion: turn.master_version, check: turn.sealed, stored };
}

interface TurnRow {
  readonly generation: number;
  readonly master_version: number;
  readonly sealed: Buffer;
  readonly purpose: KeyPurpose | null;
  readonly version: number | null;
  readonly state: KeyState | null;
  readonly key_sealed: Buffer | null;
}

/** Writes a key, or the same key sealed with another master key. */
export async function saveDataKey(
  tx: Transaction,
  { purpose, version, state, sealed }: StoredKey,
  now: Date,
): Promise<void> {
  await tx.query({
    text: `insert into data_keys (purpose, version, state, key_sealed, made_at) values ($1, $2, $3, $4, $5)
           on conflict (purpose, version) do update set key_sealed = excluded.key_sealed`,
    values: [purpose, version, state, sealed, now],
  });
}

/** Of what seals: the other purposes have one key each. */
export async function setSealState(tx: Transaction, from: KeyState, to: KeyState): Promise<void> {
  await tx.query({
    text: `update data_keys set state = $2 where state = $1 and purpose = 'seal'`,
    values: [from, to],
  });
}

export async function deleteRetiredKeys(tx: Transaction): Promise<void> {
  await tx.query({ text: `delete from data_keys where state = 'retired'` });
}

/** Counts a change of the keys; answers the generation that begins with it. */
export async function beginGeneration(tx: Transaction, masterVersion: number): Promise<number> {
  const [row] = await tx.query<{ generation: number }>({
    text: 'update master_key_check set generation = generation + 1, master_version = $1 returning generation',
    values: [masterVersion],
  });
  if (!row) throw new Error('the database has never been started');
  return row.generation;
}
