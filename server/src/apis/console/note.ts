import type { AuditNote } from '../../audit/entry.ts';
import type { Core } from '../../core.ts';
import { maskName, maskNumber } from '../../lib/mask.ts';
import type { Session } from '../../operators/session.ts';
import type { NoteParts, Route } from './route.ts';

/** The audit entry of a request as far as it is known: what the route declares, and what the handler added. */
export function noteOf(
  { clock }: Pick<Core, 'clock'>,
  route: Route,
  {
    session,
    address,
    params,
    noted,
  }: {
    readonly session: Session | undefined;
    readonly address: string;
    readonly params: object | undefined;
    readonly noted: NoteParts;
  },
): AuditNote {
  const values: Readonly<Record<string, unknown>> = { ...params };
  const { action = `${route.method} ${route.path}`, subject, details = [], people = [] } = route.audit ?? {};
  const named = [
    ...details.map((name) => [name, values[name]]),
    ...people.map((name) => [name, maskedPerson(values[name])]),
  ].filter(([, value]) => value !== undefined);
  return {
    at: clock.now(),
    operator: noted.operator ?? session?.operator.account,
    address,
    action: noted.action ?? action,
    subject: noted.subject ?? (subject === undefined ? undefined : textOf(values[subject])),
    schoolId: noted.schoolId ?? schoolOf(values.schoolId, session),
    outcome: 'done',
    details: { ...Object.fromEntries(named), ...noted.details },
    people: noted.people,
  };
}

/** A number or a name, as much of it as a list shows. */
function maskedPerson(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  return /\d/.test(text) ? maskNumber(text) : maskName(text);
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** The school that was named, or else the only one that the operator has. */
function schoolOf(named: unknown, session: Session | undefined): string | undefined {
  const schools = session?.operator.schools ?? 'all';
  if (schools === 'all') return textOf(named);
  if (typeof named === 'string' && schools.includes(named)) return named;
  return schools.length === 1 ? schools[0] : undefined;
}
