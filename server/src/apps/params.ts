import { createHash } from 'node:crypto';
import type { Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import type { App } from './app.ts';
import { storeParam } from './param-store.ts';

/**
 * Refuses a param that was sent to another interface before, of an app that is held to it: under the published interface
 * nothing signed says which interface it is for, and a recorded query is a valid cancellation.
 * @throws Refusal param_reused
 */
export async function refuseReusedParam(
  { db, clock, log }: Pick<Core, 'db' | 'clock' | 'log'>,
  app: App,
  interfaceName: string,
  param: string,
): Promise<void> {
  const digest = createHash('sha256').update(param).digest();
  const first = await storeParam(db, { appId: app.appId, digest, interfaceName }, clock.now());
  if (first === interfaceName) return;
  log.warn({ appId: app.appId, first, interfaceName, alert: 'param_reused' }, 'param of another interface');
  throw new Refusal('param_reused', { first });
}
