import { LANDING_REQUESTS } from '@zhixiao/contract/landing/view';
import { searchRequests } from '../../apps/requests/search-requests.ts';
import type { Core } from '../../core.ts';
import { answerWriter } from '../../http/select-answer.ts';
import { TEST_APP } from '../../sandbox/seed.ts';

const write = answerWriter(LANDING_REQUESTS);
const SHOWN_MAX = 100;

/** The newest requests of the test app, whose keys are published, behind the one of this id; as JSON, the oldest first. */
export async function requestsView(core: Core, since: string | undefined): Promise<string> {
  const scope = { apps: [TEST_APP.appId] };
  const { rows } = await searchRequests(core, scope, {}, { limit: SHOWN_MAX });
  const isNew = ({ requestId }: { requestId: string }) =>
    since === undefined || BigInt(requestId) > BigInt(since);
  return write({ requests: rows.filter(isNew).reverse() });
}
