import type { Vault } from '../lib/vault.ts';

/** Somebody whom an operator looked for or was shown, by whatever is known: each of it finds the entry. */
export interface PersonSeen {
  /** Undefined: looked for in all schools at once. */
  readonly schoolId: string | undefined;
  readonly userNo?: string | undefined;
  readonly openId?: string | undefined;
  /** At a channel. */
  readonly uid?: string | undefined;
  /** Everybody of the school: the roster as a file. */
  readonly isEverybody?: true;
}

/**
 * What entries about these people are found by: keyed hashes, worth nothing without the master key. 64 bits each, in
 * decimal, as texts of the entry's sealed details: who removes one breaks the chain.
 */
export function personIndexes(vault: Pick<Vault, 'shortIndex'>, people: readonly PersonSeen[]): string[] {
  const indexes = people.flatMap(({ schoolId = '', userNo, openId, uid, isEverybody }) =>
    [
      userNo === undefined ? undefined : ['user_no', folded(userNo)],
      openId === undefined ? undefined : ['open_id', openId],
      uid === undefined ? undefined : ['uid', uid.trim()],
      isEverybody ? ['everybody'] : undefined,
    ].flatMap((named) =>
      named === undefined
        ? []
        : [vault.shortIndex('audit_entries.people', JSON.stringify([schoolId, ...named]))],
    ),
  );
  return [...new Set(indexes)];
}

/** A number however it was typed: full-width digits, spaces, invisible characters and letter case count for nothing. */
function folded(userNo: string): string {
  return userNo
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]+/gu, '')
    .toLowerCase();
}
