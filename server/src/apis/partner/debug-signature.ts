import { FieldError } from '@zhixiao/protocol/fields';
import { finding } from '@zhixiao/protocol/mistakes';
import { contentSteps, failed, passed } from '@zhixiao/protocol/request-steps';
import { validKeys } from '../../apps/app.ts';
import type { Core } from '../../core.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import { complete, type DebugStep, ownApp, shapeOf } from './debug-step.ts';
import { debugStrong, pastedStrong } from './debug-strong.ts';
import { type RawRequest, readRequest } from './request-body.ts';

/**
 * What an operator pastes: a body as it was sent, of the second version below its headers, and which interface it was for, if
 * that is known.
 */
export interface DebugInput {
  readonly body: string;
  readonly interfaceName?: string | undefined;
}

/**
 * Goes through a partner's request as `answerPartner` does, and says at which steps it fails and which common
 * mistake that looks like. Unlike there a wrong signature does not end it, as long as only somebody with the
 * app's secrets can have made it: what anybody can sign is not decrypted, or operators would have a padding
 * oracle, and with it the key. Says nothing of secrets, nor of what the request says.
 */
export async function debugRequest(
  core: Pick<Core, 'db' | 'apps'>,
  scope: SchoolScope,
  { body, interfaceName }: DebugInput,
): Promise<DebugStep[]> {
  const strong = pastedStrong(body);
  if (strong) return debugStrong(core, scope, strong, interfaceName);
  const raw = await readPasted(body);
  const steps: DebugStep[] = [];
  const { id, param, sign } = raw ?? {};
  if (!raw || !id || !param || !sign) {
    const missing = Object.entries({ id, param, sign }).filter(([, value]) => !value);
    const found = raw
      ? missing.map(([name]) => finding('field_missing', name))
      : [finding('body_unreadable')];
    steps.push(failed('body', ...found));
    return complete(steps);
  }
  steps.push(passed('body', ...(hasBareSpaces(body) ? [finding('plus_unescaped')] : [])));

  const app = await ownApp(core, scope, id);
  if (!app) return complete([...steps, failed('app', finding('app_unknown', id))]);
  steps.push(app.frozen ? failed('app', finding('app_frozen')) : passed('app'));
  return complete([
    ...steps,
    ...contentSteps(validKeys(app), {
      request: { id, param, sign },
      paramAsSent: asPasted(body, param),
      shape: shapeOf(interfaceName),
    }),
  ]);
}

async function readPasted(body: string): Promise<RawRequest | undefined> {
  const pasted = Buffer.from(body.trim(), 'utf8');
  try {
    return await readRequest({ contentType: undefined, contentEncoding: undefined, body: pasted, query: '' });
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}

/**
 * The request's `param` before its pluses were restored. Never another one that the same text reads as: a true
 * signature of that would open whatever stands beside it.
 */
function asPasted(body: string, param: string): string {
  const pasted = pastedParam(body);
  return pasted.replaceAll(' ', '+') === param ? pasted : param;
}

function pastedParam(body: string): string {
  return new URLSearchParams(body.trim()).get('param') ?? '';
}

function hasBareSpaces(body: string): boolean {
  return !body.trim().startsWith('{') && pastedParam(body).includes(' ');
}
