import { countToDecide } from '../../changes/list-changes.ts';
import { hasSecondFactor } from '../../operators/operator.ts';
import { isPermitted } from '../../operators/roles.ts';
import { findByNumber } from '../../orders/find-number.ts';
import { countOpenProblems } from '../../overview/open-problems.ts';
import { billWork } from '../../reconciliation/search-days.ts';
import { requireSchool } from '../../schools/manage-schools.ts';
import { orderRow } from './order-views.ts';
import { type OperatorContext, type Route, route } from './route.ts';

/** What every page has at its head: the search of any number, and what waits for the operator. */
export const SEARCH_ROUTES: readonly Route[] = [
  route('POST /numbers/find', {
    permission: 'orders.read',
    scope: 'schools',
    proof: 'session',
    // a number that is a person's may have been typed
    audit: { action: 'number.find', people: ['text'], alone: true },
    async answer({ core, scope }, { text }) {
      const orders = await findByNumber(core, scope, text);
      return { orders: orders.map((order) => ({ ...orderRow(order), foundBy: order.foundBy })) };
    },
  }),
  route('GET /waiting', {
    permission: 'signed_in',
    scope: 'schools',
    proof: 'session',
    mayLag: true,
    audit: 'none',
    answer: (context, { schoolId }) => waiting(context, schoolId),
  }),
];

const NONE = { count: 0, oldest: undefined };
const NO_BILLS = {
  differences: 0,
  missingBills: 0,
  differencesSince: undefined,
  missingBillsSince: undefined,
};
const NOTHING = { problems: [], ...NO_BILLS, changes: 0, changesSince: undefined };

/** What waits, each part for who may see it: the same counts as the overview's. */
async function waiting(context: OperatorContext, schoolId: string | undefined) {
  const { core, operator, environment } = context;
  if (environment === 'production' && !hasSecondFactor(operator)) return NOTHING;
  const may = isPermitted.bind(undefined, operator.role);
  if (schoolId !== undefined) await requireSchool(core, context.scope, schoolId);
  const scope = schoolId === undefined ? context.scope : [schoolId];
  const [problems, bills, changes] = await Promise.all([
    may('overview.read') ? countOpenProblems(core, scope) : [],
    may('reconciliation.read') ? billWork(core, scope) : NO_BILLS,
    may('changes.decide') ? countToDecide(core, scope, operator) : NONE,
  ]);
  return {
    problems: problems.map(({ kind, count, oldest }) => ({ kind, count, oldest })),
    differences: bills.differences,
    missingBills: bills.missingBills,
    changes: changes.count,
    differencesSince: bills.differencesSince,
    missingBillsSince: bills.missingBillsSince,
    changesSince: changes.oldest,
  };
}
