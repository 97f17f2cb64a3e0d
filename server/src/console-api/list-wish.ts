import type { ListWish } from '@zhixiao/console/contract/list';
import { FieldError } from '@zhixiao/protocol/fields';
import { Type } from 'typebox';
import { DAY_MS, plusMs } from '../lib/clock.ts';
import type { PageWish } from '../lib/page.ts';
import { dayStart, isDate } from '../lib/shanghai-day.ts';

const PAGE_LIMIT = 100;
const PAGE_SIZE = 20;

/** What every list takes, to spread into its parameters. */
export const LIST_WISH = {
  after: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT })),
};

/** What every export takes. */
export const EXPORT_WISH = { form: Type.Enum(['xlsx', 'csv']) };

/** What an export takes that names people in full: why it is wanted is told. */
export const PERSONAL_EXPORT_WISH = {
  ...EXPORT_WISH,
  reason: Type.String({ pattern: '\\S', maxLength: 200 }),
};

/** A day of Beijing such as `2026-09-01`. */
export const DAY = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  maxLength: 10,
});

/** @throws FieldError for what is written like a day and is none */
export function refuseNoDay<Name extends string>(
  params: { readonly [N in Name]?: string },
  ...names: Name[]
): void {
  for (const name of names) {
    const day = params[name];
    if (day !== undefined && !isDate(day)) throw new FieldError(name, '没有这一天');
  }
}

export function pageWish({ after, limit = PAGE_SIZE }: ListWish): PageWish {
  return { after, limit };
}

/** When the first of these days begins and the last one ends. @throws FieldError */
export function periodOf({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
} {
  return {
    from: from === undefined ? undefined : firstInstant('from', from),
    to: to === undefined ? undefined : pastInstant('to', to),
  };
}

/** When a day begins. @throws FieldError */
export function firstInstant(name: string, day: string): Date {
  if (!isDate(day)) throw new FieldError(name, '没有这一天');
  return dayStart(day);
}

/** When a day is over. @throws FieldError */
export function pastInstant(name: string, day: string): Date {
  return plusMs(firstInstant(name, day), DAY_MS);
}
