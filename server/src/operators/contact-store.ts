import type { Queryable, Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { Contact } from './operator.ts';

/** Where an operator's one-time links are sent; nothing where nothing was said. */
export async function findContact(q: Queryable, vault: Vault, operatorId: string): Promise<Contact> {
  return (await findContacts(q, vault, [operatorId])).get(operatorId) ?? {};
}

/** The same of many, by their ids. */
export async function findContacts(
  q: Queryable,
  vault: Vault,
  operatorIds: readonly string[],
): Promise<ReadonlyMap<string, Contact>> {
  const rows = await q.query<{ operator_id: string; contact_sealed: Buffer }>({
    name: 'find-operator-contacts',
    text: `select operator_id, contact_sealed from operators
            where operator_id = any ($1::bigint[]) and contact_sealed is not null`,
    values: [operatorIds],
  });
  return new Map(
    rows.map((row) => [
      row.operator_id,
      vault.open(aadContext(row.operator_id), row.contact_sealed) as Contact,
    ]),
  );
}

/** Keeps what is given of a contact; what is empty is removed, and what is left out stays. */
export async function saveContact(
  tx: Transaction,
  vault: Vault,
  operatorId: string,
  given: Contact,
): Promise<void> {
  if (given.email === undefined && given.phone === undefined) return;
  const known = await findContact(tx, vault, operatorId);
  const [email, phone] = [given.email ?? known.email, given.phone ?? known.phone];
  const contact = { ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
  const isEmpty = Object.keys(contact).length === 0;
  await tx.query({
    name: 'save-operator-contact',
    text: 'update operators set contact_sealed = $2 where operator_id = $1',
    values: [operatorId, isEmpty ? null : vault.seal(aadContext(operatorId), contact)],
  });
}

const aadContext = (operatorId: string) => `operators.contact_sealed|${operatorId}`;
