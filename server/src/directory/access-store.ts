import type { Queryable } from '../db/database.ts';
import type { Actor } from './person.ts';

/** What was done to a person's record; `own`: the payer saw whom he is bound to. */
export type AccessAction =
  | 'identity'
  | 'card'
  | 'find'
  | 'export'
  | 'import'
  | 'bind'
  | 'bind_refused'
  | 'unbind'
  | 'own'
  | 'freeze'
  | 'unfreeze'
  | 'erase';

export interface Access {
  readonly schoolId: string;
  readonly actor: Actor;
  readonly action: AccessAction;
  /** What the person was looked up by, in a look-up. */
  readonly foundBy?: 'uid' | 'user_no' | 'user_name';
}

/** Records the same access to each of these people; an undefined one is somebody who was not found. */
export async function recordAccesses(
  q: Queryable,
  { schoolId, actor, action, foundBy }: Access,
  openIds: readonly (string | undefined)[],
  now: Date,
): Promise<void> {
  await q.query({
    name: 'record-accesses',
    text: `insert into person_accesses (school_id, open_id, action, found_by, actor_kind, actor, at)
           select $1, open_id, $3, $4, $5, $6, $7 from unnest($2::text[]) as accessed (open_id)`,
    values: [
      schoolId,
      openIds.map((openId) => openId ?? null),
      action,
      foundBy ?? null,
      actor.kind,
      actor.kind === 'payer' ? null : actor.name,
      now,
    ],
  });
}
