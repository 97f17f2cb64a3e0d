import { expect, test } from 'vitest';
import { includes, readPosition, writePosition } from './wal-position.ts';

test.each([
  ['0/3000028', '0/3000028', true],
  ['0/3000029', '0/3000028', true],
  ['0/3000028', '0/3000029', false],
  // as numbers, not as texts
  ['0/10000000', '0/9FFFFFF', true],
  ['1/0', '0/FFFFFFFF', true],
  ['A/0', '9/FFFFFFFF', true],
  ['FFFFFFFF/FFFFFFFF', 'FFFFFFFF/FFFFFFFE', true],
])('what has been done up to %s includes what ends at %s: %s', (done, end, is) => {
  expect(includes({ timeline: 1, lsn: done }, { timeline: 1, lsn: end })).toBe(is);
  expect(includes({ timeline: 2, lsn: done }, { timeline: 1, lsn: end })).toBe(false);
});

test('a position is read as it was written, and anything else is none', () => {
  const position = { timeline: 12, lsn: 'A/3000028' };
  expect(readPosition(writePosition(position))).toEqual(position);
  for (const text of ['', '1', '1-0', '1-G-0', '1-0-123456789', '-1-0-0', '1-0-0-0', "1-0-0'", '1-a-0']) {
    expect(readPosition(text), text).toBeUndefined();
  }
});
