import type { Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import { foldedIndex, openPerson, type SealedPersonRow } from './person-store.ts';

/** Indexes the numbers of some people that have no such index yet; answers of how many. What others hold is left to them. */
export async function indexFoldedNumbers(tx: Transaction, vault: Vault, limit: number): Promise<number> {
  const rows = await tx.query<SealedPersonRow & { readonly open_id: string }>({
    name: 'lock-people-without-folded-number',
    text: `select school_id, open_id, user_no_index, person_sealed from people where user_no_folded_index is null
            order by school_id, open_id limit $1 for no key update skip locked`,
    values: [limit],
  });
  await tx.query({
    name: 'index-folded-numbers',
    text: `update people set user_no_folded_index = folded.index
             from unnest($1::text[], $2::text[], $3::bytea[]) as folded (school_id, open_id, index)
            where people.school_id = folded.school_id and people.open_id = folded.open_id`,
    values: [
      rows.map((row) => row.school_id),
      rows.map((row) => row.open_id),
      rows.map((row) => foldedIndex(vault, row.school_id, openPerson(vault, row).userNo)),
    ],
  });
  return rows.length;
}
