import { type AppRules, NO_RULES } from '../../apps/app-rules.ts';
import { type ChangeLine, type ChangeValue, changedLines } from '../change.ts';

/** What can be changed of an app. */
export interface AppState {
  readonly name: string;
  readonly cipher: string;
  readonly spDataAsText: boolean;
  readonly rules: AppRules;
}

/** The fields of an app that would change; of a new one those that are not the published interface's. */
export function appLines(before: AppState | undefined, after: AppState): ChangeLine[] {
  const field = (name: string, was: ChangeValue, is: ChangeValue) => ({
    field: name,
    before: was,
    after: is,
  });
  const rules = valuesOf(before?.rules ?? NO_RULES);
  return changedLines([
    field('name', before?.name ?? null, after.name),
    field('cipher', before?.cipher ?? null, after.cipher),
    field('spDataAsText', before?.spDataAsText ?? null, after.spDataAsText),
    ...Object.entries(valuesOf(after.rules)).map(([name, value]) =>
      field(`rules.${name}`, rules[name] ?? null, value),
    ),
  ]);
}

/** Whether an app would be held to as much as before, or more. */
export function isAppAsStrict(before: AppState, after: AppState): boolean {
  const [was, is] = [before.rules, after.rules];
  return (
    (before.cipher === after.cipher || after.cipher === 'aes-256-cbc') &&
    (was.notifyProfile === is.notifyProfile || was.notifyProfile === 'v1') &&
    is.leastVersion >= was.leastVersion &&
    isAtMost(is.refundDayAmount, was.refundDayAmount) &&
    isAtMost(is.refundDayCount, was.refundDayCount) &&
    (is.refundNoRequired || !was.refundNoRequired) &&
    (is.paramBound || !was.paramBound) &&
    (was.sealsUnsigned || !is.sealsUnsigned) &&
    isWithin(is.allowedNetworks, was.allowedNetworks)
  );
}

/** Null is without a limit. */
function isAtMost(after: number | null, before: number | null): boolean {
  return before === null || (after !== null && after <= before);
}

/** None is from anywhere. */
function isWithin(after: readonly string[], before: readonly string[]): boolean {
  return before.length === 0 || (after.length > 0 && after.every((network) => before.includes(network)));
}

function valuesOf(rules: AppRules): Readonly<Record<string, ChangeValue>> {
  const { refundDayCount, leastVersion } = rules;
  // a number would be read as fen
  const count = refundDayCount === null ? null : String(refundDayCount);
  return { ...rules, refundDayCount: count, leastVersion: `v${leastVersion}` };
}
