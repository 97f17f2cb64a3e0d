import {
  CALLBACK_FAULTS,
  type CallbackFault,
  type FaultRule,
  REQUEST_FAULTS,
  type RequestFault,
} from '../faults.ts';
import { OPERATIONS, type Operation } from './operations.ts';

/** A fault as the form describes it; every field is text. */
export type FaultForm = Readonly<Record<string, string | undefined>>;

const TAKES_MS = ['delay', 'trickle'];
const TAKES_AFTER = ['status', 'system_error'];
const COUNT_MAX = 1_000;
const MS_MAX = 600_000;

/** The rule a form describes, or undefined when its parts do not go together. */
export function ruleOf(form: FaultForm): FaultRule | undefined {
  const { operation = '', fault = '', number = '' } = form;
  if (!Object.hasOwn(OPERATIONS, operation)) return undefined;
  const about: Pick<FaultRule, 'match' | 'callback'> = OPERATIONS[operation as Operation];
  const known: readonly string[] = about.callback ? CALLBACK_FAULTS : REQUEST_FAULTS;
  const times = countOf(form.times, COUNT_MAX) ?? 1;
  if (!known.includes(fault) || times === 0) return undefined;
  const match = { ...about.match, ...(number === '' ? {} : { out_trade_no: escaped(number) }) };
  const ms = countOf(form.ms, MS_MAX);
  const status = countOf(form.status, 599);
  return {
    ...about,
    match,
    times,
    fault: fault as RequestFault | CallbackFault,
    ...(TAKES_MS.includes(fault) && ms !== undefined ? { ms } : {}),
    ...(fault === 'rate_limit' && { per_second: countOf(form.per_second, COUNT_MAX) ?? 1 }),
    ...(fault === 'status' && status !== undefined && status >= 200 ? { status } : {}),
    ...(TAKES_AFTER.includes(fault) && form.after === 'yes' ? { after: true } : {}),
  };
}

function countOf(text: string | undefined, max: number): number | undefined {
  return text && /^[0-9]{1,6}$/.test(text) ? Math.min(Number(text), max) : undefined;
}

/** A number as a pattern that matches nothing else. */
function escaped(number: string): string {
  return `^${number.replace(/[^0-9A-Za-z_-]/g, '\\$&')}$`;
}
