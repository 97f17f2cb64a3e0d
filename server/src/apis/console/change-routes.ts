import type { Approved, ChangeFilter as AskedFilter } from '@zhixiao/contract/console/changes';
import { CHANGE_KIND_NAMES, CHANGE_STATUS_NAMES } from '@zhixiao/contract/words/changes';
import type { Applied } from '../../changes/change.ts';
import {
  approveChange,
  type ChangeDecision,
  reasonToKeep,
  refuseChange,
  withdrawChange,
} from '../../changes/decide-change.ts';
import { fourEyesOfInstallation, isInstallationOn } from '../../changes/four-eyes.ts';
import { CHANGE_FOUR_EYES } from '../../changes/kinds/school-changes.ts';
import {
  type ChangeFilter,
  countToDecide,
  findChangesOf,
  listChanges,
  lookAtChange,
  schoolOfChange,
} from '../../changes/list-changes.ts';
import type { Core } from '../../core.ts';
import { CHANGE_COLUMNS } from '../../exports/change-columns.ts';
import { eachRow } from '../../lib/page.ts';
import { deliverLink } from '../../operators/deliver-link.ts';
import { secretsView } from './app-routes.ts';
import { changeOrSubmit, submittedOnly } from './change.ts';
import { exportList } from './export-list.ts';
import { pageQuery, periodOf } from './list-query.ts';
import { naming } from './naming.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const SUBJECT = { subject: 'changeRequestId', school: schoolOfChange } as const;
const READING = { permission: 'changes.read', scope: 'schools', proof: 'session' } as const;
const DECIDING = { permission: 'changes.decide', scope: 'schools', proof: 'fresh' } as const;

/** Changes that one person asks for and another decides about. */
export const CHANGE_ROUTES: readonly Route[] = [
  route('GET /changes', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, scope, operator }, params) {
      const { rows, next } = await listChanges(core, scope, operator, filterOf(params), pageQuery(params));
      return { rows: rows.map(await naming(core, rows, 'askedBy', 'decidedBy')), next };
    },
  }),
  route('GET /changes/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'changes.export', details: ['kind', 'status', 'askedBy', 'from', 'to'] },
    answer(context, { form, ...filter }) {
      const { core, scope, operator } = context;
      return exportList(context, form, filter, {
        title: '变更审批',
        rows: eachRow((query) => listChanges(core, scope, operator, filterOf(filter), query)),
        columns: CHANGE_COLUMNS,
        words: { kind: CHANGE_KIND_NAMES.zh, status: CHANGE_STATUS_NAMES.zh },
      });
    },
  }),
  route('GET /changes-to-decide', {
    ...READING,
    permission: 'changes.decide',
    audit: 'none',
    answer: ({ core, scope, operator }) => countToDecide(core, scope, operator),
  }),
  route('POST /changes/find', {
    ...READING,
    // what changes is also an operator's account or a person's number
    audit: { action: 'change.find', people: ['text'], alone: true },
    async answer({ core, scope, operator }, { text }) {
      const found = await findChangesOf(core, scope, operator, text);
      return {
        changes: found.map(({ changeRequestId, kind, subject, status }) => ({
          changeRequestId,
          kind,
          subject,
          status,
        })),
      };
    },
  }),
  route('GET /changes/:changeRequestId', {
    ...READING,
    audit: 'none',
    async answer({ core, scope, operator }, { changeRequestId }) {
      const change = await lookAtChange(core, scope, operator, changeRequestId);
      return (await naming(core, [change], 'askedBy', 'decidedBy'))(change);
    },
  }),
  route('POST /changes/:changeRequestId/approve', {
    ...DECIDING,
    audit: { action: 'change.approve', ...SUBJECT },
    async answer(context, params) {
      const { core, scope, operator, address } = context;
      const decision = await decisionToKeep(context, params);
      return approvedView(core, await approveChange(core, scope, { operator, address }, decision));
    },
  }),
  route('POST /changes/:changeRequestId/refuse', {
    ...DECIDING,
    audit: { action: 'change.refuse', ...SUBJECT },
    async answer(context, params) {
      const { core, scope, operator } = context;
      await refuseChange(core, scope, { operator }, await decisionToKeep(context, params));
      return {};
    },
  }),
  route('POST /changes/:changeRequestId/withdraw', {
    permission: 'changes.read',
    scope: 'schools',
    proof: 'session',
    audit: { action: 'change.withdraw', ...SUBJECT },
    async answer({ core, scope, operator }, { changeRequestId }) {
      await withdrawChange(core, scope, operator, changeRequestId);
      return {};
    },
  }),
  route('GET /four-eyes', {
    permission: 'changes.read',
    scope: 'platform',
    proof: 'session',
    audit: 'none',
    answer: async (context) => ({
      fourEyes: await fourEyesOfInstallation(context.core),
      isOn: await isInstallationOn(context.core, isProduction(context)),
    }),
  }),
  route('PUT /four-eyes', {
    permission: 'schools.manage',
    scope: 'platform',
    proof: 'fresh',
    audit: { action: 'installation.four_eyes', details: ['fourEyes'] },
    async answer(context, input) {
      context.note({
        subject: 'installation',
        details: { before: { fourEyes: await fourEyesOfInstallation(context.core) } },
      });
      return submittedOnly(await changeOrSubmit(context, CHANGE_FOUR_EYES, input));
    },
  }),
];

/** A decision as it is stored and recorded in the audit log. */
async function decisionToKeep(
  { core, scope, note }: OperatorContext,
  decision: ChangeDecision,
): Promise<ChangeDecision> {
  const reason = await reasonToKeep(core, scope, decision);
  note({ details: { reason } });
  return { ...decision, reason };
}

/** What only who approved is shown; a link that can be sent to its operator is not. */
async function approvedView(core: Core, { link, secrets }: Applied): Promise<Approved> {
  return {
    ...(link ? { link: linkView(await deliverLink(core, link)) } : {}),
    ...(secrets ? { secrets: secretsView(secrets) } : {}),
  };
}

type Delivery = Awaited<ReturnType<typeof deliverLink>>;

/** A link as JSON has it. */
export function linkView(delivery: Delivery): NonNullable<Approved['link']> {
  if ('sentBy' in delivery) return { sentBy: delivery.sentBy, sentTo: delivery.sentTo };
  return { address: delivery.address, expiresAt: delivery.expiresAt.toISOString() };
}

export function isProduction({ environment }: Pick<OperatorContext, 'environment'>): boolean {
  return environment === 'production';
}

function filterOf({ kind, status, askedBy, from, to }: AskedFilter): ChangeFilter {
  return { kind, status, askedBy, ...periodOf({ from, to }) };
}
