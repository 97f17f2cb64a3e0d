import { expect, test } from 'vitest';
import { compareWithKept } from '../scripts/failover-drill/compare.ts';

/** The judge of `npm run failover-drill`: it must not find everything in order that is not. */
const wanted = (number: string, acknowledged?: string, refused?: string) => ({
  param: { out_trade_no: number },
  acknowledged,
  refused,
});
const judge = (kept: { number: string; id: string }[], ...orders: ReturnType<typeof wanted>[]) =>
  compareWithKept('order', orders, ({ param }) => String(param.out_trade_no), kept);

test('an acknowledged order that is kept once is in order', () => {
  expect(judge([{ number: 'A', id: '1' }], wanted('A', '1'))).toEqual([]);
});

test.each([
  ['lost', [], wanted('A', '1'), /answered 1, kept undefined/],
  ['kept under another number', [{ number: 'A', id: '2' }], wanted('A', '1'), /answered 1, kept 2/],
  [
    'doubled',
    [
      { number: 'A', id: '1' },
      { number: 'A', id: '2' },
    ],
    wanted('A', '1'),
    /there 2 times/,
  ],
  ['never taken', [], wanted('A', undefined, '系统繁忙'), /never taken: 系统繁忙/],
  [
    'wanted by nobody',
    [
      { number: 'A', id: '1' },
      { number: 'B', id: '2' },
    ],
    wanted('A', '1'),
    /order B: nobody/,
  ],
])('one that was %s is found', (_what, kept, order, line) => {
  expect(judge(kept, order)).toEqual([expect.stringMatching(line)]);
});
