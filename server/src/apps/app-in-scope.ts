import type { Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import type { AppScope } from '../schools/scope.ts';
import type { App } from './app.ts';

/**
 * The app an operator names. One of another school or partner is not there, exactly as one that does not exist.
 * @throws Refusal app_not_found
 */
export async function appInScope({ apps }: Pick<Core, 'apps'>, scope: AppScope, appId: string): Promise<App> {
  const app = await apps(appId);
  if (!app || !isInScope(scope, app)) throw new Refusal('app_not_found', {});
  return app;
}

function isInScope(scope: AppScope, { appId, schoolId }: App): boolean {
  if (scope === 'all') return true;
  return 'apps' in scope ? scope.apps.includes(appId) : scope.includes(schoolId);
}
