import type { Queryable } from '../db/database.ts';

/** A one-time link that can still be used; without an operator it is the first one's. */
export interface Link {
  readonly tokenHash: Buffer;
  readonly operatorId: string | undefined;
}

export async function insertLink(
  q: Queryable,
  link: Link & { readonly createdAt: Date; readonly expiresAt: Date },
): Promise<void> {
  await q.query({
    name: 'insert-operator-link',
    text: `insert into operator_links (token_hash, operator_id, created_at, expires_at) values ($1, $2, $3, $4)`,
    values: [link.tokenHash, link.operatorId ?? null, link.createdAt, link.expiresAt],
  });
}

/** Makes every link of an operator, or of the first one, unusable. */
export async function spendLinks(q: Queryable, operatorId: string | undefined, now: Date): Promise<void> {
  await q.query({
    name: 'spend-operator-links',
    text: `update operator_links set used_at = $2
            where operator_id is not distinct from $1::bigint and used_at is null`,
    values: [operatorId ?? null, now],
  });
}

export async function findLink(q: Queryable, tokenHash: Buffer, now: Date): Promise<Link | undefined> {
  const [row] = await q.query<{ operator_id: string | null }>({
    name: 'find-operator-link',
    text: `select operator_id from operator_links
            where token_hash = $1 and used_at is null and expires_at > $2`,
    values: [tokenHash, now],
  });
  return row && { tokenHash, operatorId: row.operator_id ?? undefined };
}

/** Uses a link up; undefined when it cannot be used. */
export async function takeLink(q: Queryable, tokenHash: Buffer, now: Date): Promise<Link | undefined> {
  const [row] = await q.query<{ operator_id: string | null }>({
    name: 'take-operator-link',
    text: `update operator_links set used_at = $2
            where token_hash = $1 and used_at is null and expires_at > $2 returning operator_id`,
    values: [tokenHash, now],
  });
  return row && { tokenHash, operatorId: row.operator_id ?? undefined };
}
