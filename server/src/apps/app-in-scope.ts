import type { Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { App } from './app.ts';

/**
 * The app an operator names. One of another school is not there, exactly as one that does not exist.
 * @throws Refusal app_not_found
 */
export async function appInScope(
  { apps }: Pick<Core, 'apps'>,
  scope: SchoolScope,
  appId: string,
): Promise<App> {
  const app = await apps(appId);
  if (!app || (scope !== 'all' && !scope.includes(app.schoolId))) throw new Refusal('app_not_found', {});
  return app;
}
