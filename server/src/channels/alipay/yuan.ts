import assert from 'node:assert';
import { yuanOf as decimalYuan } from '@zhixiao/contract/money';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { type Content, textOf, UnexpectedContent } from './content.ts';

/** Fen as Alipay's decimal yuan, `1` as `0.01`; it takes no amount that is not above zero. */
export function yuanOf(fen: number): string {
  assert(Number.isSafeInteger(fen) && fen > 0, 'an amount is a positive whole number of fen');
  return decimalYuan(fen);
}

/** A field in decimal yuan, as fen. @throws UnexpectedContent */
export function fenOf(content: Content, name: string): number {
  const [, yuan, fraction = ''] = textOf(content, name).match(YUAN) ?? [];
  if (yuan === undefined) throw new UnexpectedContent(reasonText('field_not_amount', { field: name }));
  return Number(`${yuan}${fraction.padEnd(2, '0')}`);
}

/** Ten digits before the point: far above Alipay's highest amount, and exact as a number of fen. */
const YUAN = /^(\d{1,10})(?:\.(\d{1,2}))?$/;
