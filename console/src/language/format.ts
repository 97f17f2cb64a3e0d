export { groupedYuan as yuan } from '@zhixiao/contract/money';

const TYPED_YUAN = /^[¥￥]?\s*(\d{1,8}|\d{1,3}(?:[,，]\d{3}){1,2})(?:\.(\d{1,2}))?$/;

/** Yuan as they are typed or copied from a list, `1,234.56` or `¥1234.5`, in fen; undefined when that is no amount. */
export function fenOf(text: string | undefined): number | undefined {
  const [, whole, fraction = ''] = TYPED_YUAN.exec(text?.trim() ?? '') ?? [];
  return whole === undefined ? undefined : Number(whole.replace(/\D/g, '') + fraction.padEnd(2, '0'));
}

const TIME = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** An instant as `2026-09-01 08:00:00` in Beijing. */
export function beijingTime(instant: string): string {
  return TIME.format(new Date(instant));
}

/**
 * A part of a hundred with one decimal, `99.9 %`, rounded down: 100 % is all and nothing less. A dash for what is no number,
 * such as a part of nothing.
 */
export function percentText(part: number): string {
  return Number.isFinite(part) ? `${(Math.floor(part * 10 + EPSILON) / 10).toFixed(1)} %` : '—';
}

/** What binary fractions lack: 28.7 times ten is 286.99999999999994. */
const EPSILON = 1e-9;

const DAY_MS = 86_400_000;

/** The day it was in Beijing so many days ago, `2026-09-01`. */
export function dayAgo(days: number): string {
  return beijingTime(new Date(Date.now() - days * DAY_MS).toISOString()).slice(0, 10);
}
