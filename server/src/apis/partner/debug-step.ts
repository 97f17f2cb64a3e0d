import { DEBUG_STEPS, type DebugStepName } from '@zhixiao/contract/codes/signature';
import { FieldError, readFields } from '@zhixiao/protocol/fields';
import { parseBoundedJson } from '@zhixiao/protocol/json';
import type { App } from '../../apps/app.ts';
import { listApps } from '../../apps/change-app.ts';
import type { Core } from '../../core.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import { PARTNER_INTERFACES } from './interfaces.ts';
import { type Finding, finding } from './mistakes.ts';

/** How a request fared at one step. A step that an earlier failure keeps from being tried is skipped. */
export interface DebugStep {
  readonly step: DebugStepName;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly findings: readonly Finding[];
}

/** The steps from the decrypted text on. */
export function textSteps(interfaceName: string | undefined, text: string): DebugStep[] {
  const parsed = parsing(text);
  if ('mistake' in parsed) return [failed('json', parsed)];
  return [passed('json'), ...fieldsStep(interfaceName, parsed.content)];
}

function fieldsStep(interfaceName: string | undefined, content: unknown): DebugStep[] {
  const called = interfaceName === undefined ? undefined : PARTNER_INTERFACES[interfaceName];
  if (!called) return [];
  try {
    readFields(called.shape, content);
    return [passed('fields')];
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return [failed('fields', finding('field_wrong', error.message, error.field))];
  }
}

function parsing(text: string): { content: unknown } | Finding {
  try {
    const content = parseBoundedJson(text);
    return typeof content === 'string' ? finding('json_twice') : { content };
  } catch {
    if (/^\s*\{\s*'/.test(text)) return finding('json_quotes');
    return finding(/^[\w.[\]]+=/.test(text) ? 'json_is_form' : 'json_unexplained');
  }
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

export function passed(step: DebugStep['step'], ...findings: Finding[]): DebugStep {
  return { step, outcome: 'passed', findings };
}

export function failed(step: DebugStep['step'], ...findings: Finding[]): DebugStep {
  return { step, outcome: 'failed', findings };
}

/** Every step is there; those that were not come to were skipped. */
export function complete(steps: readonly DebugStep[]): DebugStep[] {
  return DEBUG_STEPS.map(
    (step) => steps.find((each) => each.step === step) ?? { step, outcome: 'skipped', findings: [] },
  );
}
