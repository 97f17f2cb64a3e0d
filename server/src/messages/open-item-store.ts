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

/** Refunds that wait for a second person, the oldest first; so many of each school. */
export function findPendingApplications(q: Queryable, schoolLimit: number) {
  return APPLICATION.all(q, {
    name: 'find-pending-applications',
    text: `select ${APPLICATION.selected}
             from (select own.*, row_number() over (partition by school_id order by refund_application_id) as place
                     from refund_applications own join apps using (app_id) where status = 'pending') r
             join apps a using (app_id) join schools s using (school_id)
            where r.place <= $1 order by r.refund_application_id`,
    values: [schoolLimit],
  });
}

const CHANGE = projection()({
  number: id('c.change_request_id'),
  schoolId: optional(text('c.school_id')),
  school: optional(text('s.name as school')),
  change: text<ChangeRequest['kind']>('c.kind as change'),
  by: text('c.asked_by'),
});

/** Changes that a second person can decide about, the oldest first; so many of each school, and of the installation. */
export function findWaitingChanges(q: Queryable, schoolLimit: number, now: Date) {
  return CHANGE.all(q, {
    name: 'find-waiting-changes',
    text: `select ${CHANGE.selected}
             from (select *, row_number() over (partition by school_id order by change_request_id) as place
                     from change_requests where status = 'waiting' and expires_at > $2) c
             left join schools s using (school_id)
            where c.place <= $1 order by c.change_request_id`,
    values: [schoolLimit, now],
  });
}
