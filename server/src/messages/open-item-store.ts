import type { ChangeRequest } from '../changes/change.ts';
import { projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { fen, id, optional, text } from '../db/fields.ts';

const APPLICATION = projection()({
  number: id('r.refund_application_id'),
  schoolId: text('s.school_id'),
  school: text('s.name as school'),
  app: text('a.name as app'),
  amount: fen('r.refund_amount'),
  by: text('r.requested_by'),
});

/** Refunds that wait for a second person, the oldest first. */
export function findPendingApplications(q: Queryable, limit: number) {
  return APPLICATION.all(q, {
    name: 'find-pending-applications',
    text: `select ${APPLICATION.selected}
             from refund_applications r join apps a using (app_id) join schools s using (school_id)
            where r.status = 'pending' order by r.refund_application_id limit $1`,
    values: [limit],
  });
}

const CHANGE = projection()({
  number: id('c.change_request_id'),
  schoolId: optional(text('c.school_id')),
  school: optional(text('s.name as school')),
  change: text<ChangeRequest['kind']>('c.kind as change'),
  by: text('c.asked_by'),
});

/** Changes that wait for a second person, the oldest first. */
export function findWaitingChanges(q: Queryable, limit: number) {
  return CHANGE.all(q, {
    name: 'find-waiting-changes',
    text: `select ${CHANGE.selected} from change_requests c left join schools s using (school_id)
            where c.status = 'waiting' order by c.change_request_id limit $1`,
    values: [limit],
  });
}
