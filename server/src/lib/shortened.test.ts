import { expect, test } from 'vitest';
import { shortened } from './shortened.ts';

test.each([
  ['', 3, ''],
  ['学费缴', 3, '学费缴'],
  ['学费缴费', 3, '学费…'],
  ['😀😀😀', 3, '😀😀😀'],
  ['😀😀😀😀', 3, '😀😀…'],
  ['😀'.repeat(50), 3, '😀😀…'],
  ['a'.repeat(50), 3, 'aa…'],
])('%s of at most %i characters is %s', (text, max, expected) => {
  expect(shortened(text, max)).toBe(expected);
});
