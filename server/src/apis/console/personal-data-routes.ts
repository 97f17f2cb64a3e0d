import type { PersonalDataFilter } from '@zhixiao/contract/console/personal-data';
import { DATA_REQUEST_KIND_NAMES, DATA_REQUEST_STATUS_NAMES } from '@zhixiao/contract/words/personal-data';
import type { PersonSeen } from '../../audit/person-seen.ts';
import { ERASE_PERSON } from '../../changes/kinds/person-changes.ts';
import { DATA_REQUEST_COLUMNS } from '../../exports/data-request-columns.ts';
import { eachRow } from '../../lib/page.ts';
import { exportPerson, requestExport } from '../../personal-data/export-person.ts';
import { overviewOf, reasonWithout } from '../../personal-data/find-held.ts';
import { FATES } from '../../personal-data/held.ts';
import {
  listDataRequests,
  lookAtDataRequest,
  schoolOfDataRequest,
} from '../../personal-data/list-requests.ts';
import { countsInOrder, type DataRequest, type DataRequestFilter } from '../../personal-data/request.ts';
import type { PersonSought } from '../../personal-data/subject.ts';
import { changeOrSubmit, isSubmitted } from './change.ts';
import { exportList } from './export-list.ts';
import { pageQuery, periodOf } from './list-query.ts';
import { naming } from './naming.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const READING = { permission: 'personal_data.read', scope: 'schools', proof: 'session' } as const;
const MANAGING = { permission: 'personal_data.manage', scope: 'schools', proof: 'fresh' } as const;

/** Shows, exports and erases the data held about one person. No URL contains the person's number. */
export const PERSONAL_DATA_ROUTES: readonly Route[] = [
  route('GET /personal-data/requests', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next } = await listDataRequests(core, scope, filterOf(params), pageQuery(params));
      const views = rows.map(requestView);
      return { rows: views.map(await naming(core, views, 'askedBy')), next };
    },
  }),
  route('GET /personal-data/requests/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: { action: 'personal_data.export', details: ['kind', 'status', 'askedBy', 'from', 'to'] },
    answer(context, { form, ...filter }) {
      const { core, scope } = context;
      return exportList(context, form, filter, {
        title: '个人信息请求',
        rows: eachRow((query) => listDataRequests(core, scope, filterOf(filter), query)),
        columns: DATA_REQUEST_COLUMNS,
        words: { kind: DATA_REQUEST_KIND_NAMES.zh, status: DATA_REQUEST_STATUS_NAMES.zh },
      });
    },
  }),
  route('GET /personal-data/requests/:requestId', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }, { requestId }) {
      const request = requestView(await lookAtDataRequest(core, scope, requestId));
      return (await naming(core, [request], 'askedBy'))(request);
    },
  }),
  route('GET /personal-data/requests/:requestId/file', {
    ...MANAGING,
    audit: { action: 'person.download', subject: 'requestId', school: schoolOfDataRequest },
    answer: ({ core, scope, operator }, { requestId }) => exportPerson(core, scope, operator, requestId),
  }),
  route('POST /personal-data/preview', {
    ...MANAGING,
    proof: 'session',
    audit: { action: 'person.preview', details: ['by'], people: ['text'], alone: true },
    async answer({ core, operator, note }, sought) {
      note({ people: [personSeen(sought)] });
      const { userNo, userName, uids, held, open, requests } = await overviewOf(core, operator, sought);
      const views = requests.map(requestView);
      return {
        userNo,
        userName,
        uids,
        held: held.map(({ kind, count, from, to }) => ({ kind, fate: FATES[kind], count, from, to })),
        open,
        requests: views.map(await naming(core, views, 'askedBy')),
      };
    },
  }),
  route('POST /personal-data/exports', {
    ...MANAGING,
    audit: { action: 'person.export', details: ['by'], people: ['text'] },
    async answer(context, input) {
      const { core, operator } = context;
      const requestId = await receiptOf(context, input);
      await requestExport(core, operator, { ...input, requestId });
      return { requestId };
    },
  }),
  route('POST /personal-data/erasures', {
    ...MANAGING,
    audit: { action: 'person.erase', details: ['by'], people: ['text'] },
    async answer(context, input) {
      const requestId = await receiptOf(context, input);
      const outcome = await changeOrSubmit(context, ERASE_PERSON, { ...input, requestId });
      return isSubmitted(outcome) ? outcome : { requestId };
    },
  }),
];

/** The number of the receipt about to be created; the audit entry gets it with the reason. */
async function receiptOf(
  { core, note }: OperatorContext,
  input: Parameters<typeof reasonWithout>[1],
): Promise<string> {
  const requestId = core.newId();
  note({
    people: [personSeen(input)],
    subject: requestId,
    details: { reason: await reasonWithout(core, input) },
  });
  return requestId;
}

function personSeen({ schoolId, by, text }: PersonSought): PersonSeen {
  return by === 'uid' ? { schoolId, uid: text } : { schoolId, userNo: text };
}

function requestView(request: DataRequest) {
  return {
    requestId: request.requestId,
    schoolId: request.schoolId,
    kind: request.kind,
    person: request.person,
    askedBy: request.askedBy,
    askedAt: request.askedAt,
    reason: request.reason,
    status: request.status,
    finishedAt: request.finishedAt,
    counts: countsInOrder(request.counts),
  };
}

function filterOf({ kind, status, askedBy, from, to }: PersonalDataFilter): DataRequestFilter {
  return { kind, status, askedBy, ...periodOf({ from, to }) };
}
