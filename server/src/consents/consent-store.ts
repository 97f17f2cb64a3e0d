import type { Queryable } from '../db/database.ts';
import { type ConsentText, contentOf, sha256Of } from './texts.ts';

/** Who consented: a payer, by the blind index of bindings, or the payer of an order. */
export type Consenter =
  | { readonly schoolId: string; readonly uidIndex: Buffer }
  | { readonly schoolId: string; readonly appId: string; readonly orderId: string };

/** Keeps that somebody agreed to a text, and the text as it was shown. */
export async function insertConsent(
  q: Queryable,
  who: Consenter,
  text: ConsentText,
  now: Date,
): Promise<void> {
  const content = contentOf(text);
  const sha256 = sha256Of(content);
  await q.query({
    name: 'insert-consent-text',
    text: `insert into consent_texts (sha256, kind, text_version, language, content) values ($1, $2, $3, $4, $5)
           on conflict do nothing`,
    values: [sha256, text.kind, text.version, text.language, content],
  });
  await q.query({
    name: 'insert-consent',
    text: `insert into consents (school_id, kind, event, sha256, uid_index, app_id, order_id, actor_kind, at)
           values ($1, $2, 'agreed', $3, $4, $5, $6, 'payer', $7)`,
    values: [
      who.schoolId,
      text.kind,
      sha256,
      'uidIndex' in who ? who.uidIndex : null,
      'orderId' in who ? who.appId : null,
      'orderId' in who ? who.orderId : null,
      now,
    ],
  });
}

/** Keeps that a payer's consent to his binding ended: by himself always, by an operator when there was one. */
export async function insertWithdrawal(
  q: Queryable,
  { schoolId, uidIndex }: { readonly schoolId: string; readonly uidIndex: Buffer },
  actorKind: 'payer' | 'operator',
  now: Date,
): Promise<void> {
  await q.query({
    name: 'insert-consent-withdrawal',
    text: `insert into consents (school_id, kind, event, uid_index, actor_kind, at)
           select $1, 'binding', 'withdrawn', $2, $3, $4
            where $3 = 'payer' or 'agreed' = (
              select event from consents where school_id = $1 and uid_index = $2 order by consent_id desc limit 1)`,
    values: [schoolId, uidIndex, actorKind, now],
  });
}

/** The version of the text that a payer agreed to last; undefined when he never did, or took it back. */
export async function findAgreedVersion(
  q: Queryable,
  schoolId: string,
  uidIndex: Buffer,
): Promise<string | undefined> {
  const [row] = await q.query<{ text_version: string | null }>({
    name: 'find-agreed-version',
    text: `select text_version from consents left join consent_texts using (sha256)
            where school_id = $1 and uid_index = $2 order by consent_id desc limit 1`,
    values: [schoolId, uidIndex],
  });
  return row?.text_version ?? undefined;
}
