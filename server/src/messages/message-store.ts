import type { MessageKind } from '@zhixiao/contract/codes/messages';
import { type Of, projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { id, json } from '../db/fields.ts';
import type { OpenItem, OpenItemContent } from './open-item.ts';

/** The kinds that anybody is told about. */
export async function findWantedKinds(q: Queryable): Promise<MessageKind[]> {
  const rows = await q.query<{ kind: MessageKind }>({
    name: 'find-wanted-message-kinds',
    text: 'select distinct unnest(kinds) as kind from message_recipients where enabled',
  });
  return rows.map(({ kind }) => kind);
}

/**
 * Writes a message for each item and recipient that has none yet, and ends those of items that wait no longer. A recipient
 * that another process is at is left to it. Who has something unsent is due, unless it waits for something already.
 */
export async function keepMessages(q: Queryable, items: readonly OpenItem[], now: Date): Promise<void> {
  await q.query({
    name: 'keep-messages',
    text: `with recipients as (
             select recipient_id, school_id, kinds from message_recipients
              where enabled order by recipient_id for no key update skip locked),
           wanted as (
             select recipient_id, i.kind, i.subject, i.content
               from recipients r
               join unnest($1::text[], $2::text[], $3::text[], $4::text[]) as i (kind, subject, school_id, content)
                 on i.kind = any (r.kinds) and (r.school_id is null or r.school_id = i.school_id)),
           ended as (
             update messages m set ended_at = $5 from recipients r
              where m.recipient_id = r.recipient_id and m.ended_at is null
                and not exists (select from wanted w where w.recipient_id = m.recipient_id
                                                        and w.kind = m.kind and w.subject = m.subject)),
           added as (
             insert into messages (recipient_id, kind, subject, content, noted_at)
             select recipient_id, kind, subject, content::jsonb, $5 from wanted
             on conflict (recipient_id, kind, subject) where ended_at is null do nothing
             returning recipient_id)
           update message_recipients r set due_at = $5 from recipients own
            where r.recipient_id = own.recipient_id and r.due_at is null
              and (r.recipient_id in (select recipient_id from added)
                or exists (select from messages m where m.recipient_id = r.recipient_id
                                                    and m.sent_at is null and m.ended_at is null))`,
    values: [
      items.map(({ kind }) => kind),
      items.map(({ subject }) => subject),
      items.map(({ schoolId }) => schoolId ?? null),
      items.map(({ content }) => JSON.stringify(content)),
      now,
    ],
  });
}

const MESSAGE = projection()({ messageId: id('message_id'), content: json<OpenItemContent>('content') });

export type Message = Of<typeof MESSAGE>;

/** What a recipient is still to be told, in the order in which it was noted. */
export function findUnsentMessages(q: Queryable, recipientId: string, limit: number): Promise<Message[]> {
  return MESSAGE.all(q, {
    name: 'find-unsent-messages',
    text: `select ${MESSAGE.selected} from messages
            where recipient_id = $1 and sent_at is null and ended_at is null order by message_id limit $2`,
    values: [recipientId, limit],
  });
}

export async function markMessagesSent(q: Queryable, messages: readonly Message[], now: Date): Promise<void> {
  await q.query({
    name: 'mark-messages-sent',
    text: 'update messages set sent_at = $2 where message_id = any ($1::bigint[])',
    values: [messages.map(({ messageId }) => messageId), now],
  });
}
