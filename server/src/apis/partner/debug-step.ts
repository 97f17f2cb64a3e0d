import { DEBUG_STEPS, type DebugStepName } from '@zhixiao/contract/codes/signature';
import type { Shape } from '@zhixiao/protocol/fields';
import type { RequestStep } from '@zhixiao/protocol/request-steps';
import type { App } from '../../apps/app.ts';
import { listApps } from '../../apps/change-app.ts';
import type { Core } from '../../core.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import { PARTNER_INTERFACES } from './interfaces.ts';

/** How a request fared at one step, those before its app is known included. */
export type DebugStep = RequestStep<DebugStepName>;

/** The fields of an interface; undefined where it is not known which was called. */
export function shapeOf(interfaceName: string | undefined): Shape | undefined {
  return interfaceName === undefined ? undefined : PARTNER_INTERFACES[interfaceName]?.shape;
}

/** An app of these schools. */
export async function ownApp(
  core: Pick<Core, 'db' | 'apps'>,
  scope: SchoolScope,
  id: string,
): Promise<App | undefined> {
  const own = await listApps(core, scope);
  return own.some(({ appId }) => appId === id) ? core.apps(id) : undefined;
}

/** Every step is there; those that were not come to were skipped. */
export function complete(steps: readonly DebugStep[]): DebugStep[] {
  return DEBUG_STEPS.map(
    (step) => steps.find((each) => each.step === step) ?? { step, outcome: 'skipped', findings: [] },
  );
}
