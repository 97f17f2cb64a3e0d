import type { ListWish } from '@zhixiao/console/contract/list';
import { Type } from 'typebox';
import type { PageWish } from '../lib/page.ts';

const PAGE_LIMIT = 100;
const PAGE_SIZE = 20;

/** What every list takes, to spread into its parameters. */
export const LIST_WISH = {
  after: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT })),
};

/** What every export takes. */
export const EXPORT_WISH = { form: Type.Enum(['xlsx', 'csv']) };

/** A day of Beijing such as `2026-09-01`. */
export const DAY = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });

export function pageWish({ after, limit = PAGE_SIZE }: ListWish): PageWish {
  return { after, limit };
}
