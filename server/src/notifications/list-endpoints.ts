import type { EndpointState } from '@zhixiao/contract/codes/notifications';
import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageOf } from '../lib/page.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { EndpointListed } from './endpoint.ts';
import { selectEndpoints } from './endpoint-store.ts';

/** Endpoints that do not answer, the longest dead first; those that answer are not listed. */
export async function listEndpoints(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  state: EndpointState | undefined,
  { after, limit }: PageQuery,
): Promise<Page<EndpointListed>> {
  const [, since, appId = '', endpoint = ''] = /^(\d{1,15})~([\w-]*)~(.*)$/s.exec(after ?? '') ?? [];
  const behind = since === undefined ? undefined : { failingSince: new Date(Number(since)), appId, endpoint };
  const found = await selectEndpoints(core.db, scope, state, behind, limit + 1);
  return pageOf(found, limit, (last) => `${last.failingSince.getTime()}~${last.appId}~${last.endpoint}`);
}
