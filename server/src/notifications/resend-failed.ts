import { appInScope } from '../apps/app-in-scope.ts';
import type { Audited, Core } from '../core.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { resendNotifications } from './resend-notifications.ts';
import { countFailed, type FailedInPeriod, type ResendableOfApp } from './resend-store.ts';

type Period = Omit<FailedInPeriod, 'schools'>;

/**
 * Tells partners once more of everything that failed in a period, at once and then by the whole schedule.
 * Answers how many are sent.
 * @throws Refusal app_not_found
 */
export async function resendFailed(
  core: Pick<Core, 'db' | 'clock' | 'apps'> & Audited,
  schools: SchoolScope,
  operator: string,
  { reason, ...period }: Period & { readonly reason: string },
): Promise<number> {
  if (period.appId !== undefined) await appInScope(core, schools, period.appId);
  return resendNotifications(core, { ...period, schools }, { by: operator, reason: reason.trim() });
}

/**
 * How many that would be, app by app; by the time it is done some may have been delivered or tried.
 * @throws Refusal app_not_found
 */
export async function countResendable(
  core: Pick<Core, 'db' | 'clock' | 'apps'>,
  schools: SchoolScope,
  period: Period,
): Promise<ResendableOfApp[]> {
  if (period.appId !== undefined) await appInScope(core, schools, period.appId);
  return countFailed(core.db, { ...period, schools }, core.clock.now());
}
