import { maskName, maskNumber } from '../lib/mask.ts';
import type { ClaimedNotification } from './notification.ts';

/** Shorter numbers are too likely to be something else. */
const SHORTEST_NUMBER = 4;
const SHORTEST_NAME = 2;

/** A partner's answer in which the payer's data from the notification is masked, in text, JSON or form encoding. */
export function withoutPayer(
  answer: string,
  { payer, payerUid }: Pick<ClaimedNotification, 'payer' | 'payerUid'>,
): string {
  const numbers = [payerUid, payer.userNo ?? ''].filter(({ length }) => length >= SHORTEST_NUMBER);
  const names = [payer.userName ?? ''].filter(({ length }) => length >= SHORTEST_NAME);
  const personal = [
    ...numbers.map((number) => ({ value: number, masked: maskNumber(number) })),
    ...names.map((name) => ({ value: name, masked: maskName(name) })),
  ];
  return personal.reduce((text, { value, masked }) => text.replace(asWritten(value), () => masked), answer);
}

function asWritten(value: string): RegExp {
  const escaped = value.replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const ways = new Set([value, escaped, encodeURIComponent(value.toWellFormed())]);
  return new RegExp([...ways].map(RegExp.escape).join('|'), 'gi');
}
