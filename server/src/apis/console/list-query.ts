import type { ListQuery } from '@zhixiao/contract/console/list';
import { FieldError } from '@zhixiao/protocol/fields';
import { DAY_MS, plusMs } from '../../lib/clock.ts';
import type { PageQuery } from '../../lib/page.ts';
import { dayStart, isDate } from '../../lib/shanghai-day.ts';

const PAGE_SIZE = 20;

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

export function pageQuery({
  after,
  limit = PAGE_SIZE,
  totals,
}: ListQuery & { readonly totals?: boolean }): PageQuery {
  return { after, limit, totals };
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
