import { expect, test } from 'vitest';
import type { PaymentRecord } from '../product/payment-records.ts';
import { liesIn } from './check-lives.ts';
import type { Life } from './payers.ts';

const life = (orderId: string, word: Life['word'], confirmedAt?: number): Life => ({
  orderId,
  word,
  confirmedAt,
  seenAt: undefined,
  stops: 0,
  tookMs: 1,
});
const record = (orderId: string, paidAmount = 100): PaymentRecord => ({
  orderId,
  paymentNo: `${orderId}1`,
  appId: 'partner-0',
  bookedAt: 0,
  paidAmount,
  isTold: true,
});
const ORDER_OF = new Map(['1', '2', '3', '4', '5'].flatMap((id) => [1, 2].map((n) => [`${id}${n}`, id])));
const money = (paymentNo: string) => ({ paymentNo, total: 100 });

test('payers whose pages, channels and books agree are told no lie', () => {
  const lives = [life('1', 'paid', 5), life('2', 'waiting'), life('3', 'none')];
  const books = { channels: [money('11')], ours: [record('1')], orderOf: ORDER_OF };
  expect(liesIn(lives, books)).toEqual([]);
});

test('what does not agree is told, each in a line', () => {
  const lives = [life('1', 'paid', 5), life('2', 'waiting', 5), life('3', 'paid'), life('4', 'paid', 5)];
  const books = {
    channels: [money('11'), money('12'), money('21'), money('41'), money('51'), money('99')],
    ours: [record('1'), record('3'), record('4', 99)],
    orderOf: ORDER_OF,
  };
  expect(liesIn(lives, books)).toEqual([
    'a channel took payment 99, which we never made',
    '1 was paid twice',
    '2: a channel took money, the page says waiting',
    '2: a channel took money, we have not booked it',
    '3: the page says paid, no channel took money',
    '3: we have booked money that no channel took',
    '4: booked another amount',
    '5: a channel took money of nobody',
  ]);
});
