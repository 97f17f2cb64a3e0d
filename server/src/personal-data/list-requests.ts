import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { DataRequest, DataRequestFilter } from './request.ts';
import { findRequest, findRequests } from './request-store.ts';

/** What was done about people's data, newest first. */
export async function listDataRequests(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: DataRequestFilter,
  page: PageQuery,
): Promise<Page<DataRequest>> {
  return pageById(page, 'requestId', (before, limit) => findRequests(db, scope, filter, before, limit));
}

/**
 * One receipt.
 * @throws Refusal data_request_not_found
 */
export async function lookAtDataRequest(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  requestId: string,
): Promise<DataRequest> {
  const found = isId(requestId) ? await findRequest(db, scope, requestId) : undefined;
  if (!found) throw new Refusal('data_request_not_found', {});
  return found;
}

/** Whose a receipt is; undefined when it is not there. */
export async function schoolOfDataRequest(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  requestId: string,
): Promise<string | undefined> {
  return isId(requestId) ? (await findRequest(db, scope, requestId))?.schoolId : undefined;
}
