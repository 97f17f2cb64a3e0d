import { LANDING_INSTALLATION } from '@zhixiao/contract/landing/view';
import type { Core } from '../../core.ts';
import { answerWriter } from '../../http/select-answer.ts';
import { TEST_APP } from '../../sandbox/seed.ts';
import { inboxUrl } from './inbox.ts';

/** Where `npm run demo` opens its shop, unless told otherwise. */
const DEMO_URL = 'http://127.0.0.1:8090';
/** Of the demo shop's answers (`demo/src/shop.ts`): another program may have its port. */
const DEMO_MARK = 'zhixiao-demo';
const ANSWERS_WITHIN_MS = 1_000;

const write = answerWriter(LANDING_INSTALLATION);

/** What runs here now, and the published keys of the test app; as JSON. */
export async function installationView(core: Core, sandboxUrl: string): Promise<string> {
  const [phone, demo] = await Promise.all([answerOf(`${sandboxUrl}/phone`), answerOf(DEMO_URL)]);
  return write({
    publicUrl: core.publicUrl,
    consoleUrl: core.consoleUrl,
    sandboxUrl,
    isSandboxUp: phone?.ok === true,
    demoUrl: demo?.headers.get('x-program') === DEMO_MARK ? DEMO_URL : undefined,
    inboxUrl: inboxUrl(core),
    keys: TEST_APP,
  });
}

/** Undefined when nobody answers there in time. */
async function answerOf(url: string): Promise<Response | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS), redirect: 'manual' });
    await answer.body?.cancel();
    return answer;
  } catch {
    return undefined;
  }
}
