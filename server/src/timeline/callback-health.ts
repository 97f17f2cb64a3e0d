import type { Core } from '../core.ts';
import { DAY_MS, plusMs } from '../lib/clock.ts';
import type { AppScope } from '../schools/scope.ts';
import { type CallbackHealth, selectCallbackHealth } from './callback-health-store.ts';

export type { CallbackHealth };

/** How the apps of the scope take their notifications: of the newest of the last seven days. */
export function callbackHealth(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  scope: AppScope,
): Promise<CallbackHealth[]> {
  return selectCallbackHealth(db, scope, plusMs(clock.now(), -7 * DAY_MS));
}
