import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageOf } from '../lib/page.ts';
import type { Order } from '../orders/order.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { OpenProblem, ProblemCount, ProblemOfOrder } from './problem.ts';
import { countProblems, findProblems, findProblemsOfOrder } from './problem-store.ts';

/** The kinds of which any is open in these schools. */
export function countOpenProblems(
  core: Pick<Core, 'db' | 'clock'>,
  scope: SchoolScope,
): Promise<ProblemCount[]> {
  return countProblems(core.db, scope, core.clock.now());
}

/** What of an order, which the caller may see, is not as it should be; oldest first. */
export function problemsOfOrder(
  core: Pick<Core, 'db' | 'clock'>,
  order: Pick<Order, 'appId' | 'orderId'>,
): Promise<ProblemOfOrder[]> {
  return findProblemsOfOrder(core.db, order, core.clock.now());
}

/** The open problems of one kind, oldest first. */
export async function listOpenProblems(
  core: Pick<Core, 'db' | 'clock'>,
  scope: SchoolScope,
  kind: ProblemKind,
  { after, limit }: PageQuery,
): Promise<Page<OpenProblem>> {
  const [, since, appId = '', number = ''] = /^(\d{1,15})~([\w-]*)~(.*)$/s.exec(after ?? '') ?? [];
  const behind = since === undefined ? undefined : { since: new Date(Number(since)), appId, number };
  const found = await findProblems(core.db, scope, kind, core.clock.now(), behind, limit + 1);
  return pageOf(found, limit, (last) => `${last.since.getTime()}~${last.appId}~${last.number}`);
}
