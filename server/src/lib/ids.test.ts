import { expect, test } from 'vitest';
import { randomToken } from './ids.ts';

test('no token begins with a hyphen', () => {
  const tokens = Array.from({ length: 2_000 }, randomToken);
  expect(new Set(tokens).size).toBe(2_000);
  for (const token of tokens) expect(token).toMatch(/^[0-9A-Za-z_][\w-]{21}$/);
});
