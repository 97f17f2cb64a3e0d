import { expect, test } from 'vitest';
import { newTotpSecret, totpAddress, totpCode, totpStep } from './totp.ts';

// RFC 6238, appendix B: the secret `12345678901234567890` in base32, the last six of its eight digits
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
])('at second %i the code is that of the RFC', (second, code) => {
  expect(totpCode(SECRET, Math.floor(second / 30))).toBe(code);
  expect(totpStep(SECRET, code, new Date(second * 1000))).toBe(Math.floor(second / 30));
});

test('a code counts one step early and late, and no more', () => {
  const step = 50_000_000;
  const at = (steps: number) => totpStep(SECRET, totpCode(SECRET, step), new Date((step + steps) * 30_000));
  expect([-2, -1, 0, 1, 2].map(at)).toEqual([undefined, step, step, step, undefined]);
});

test('the address for authenticators has issuer, account and secret', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const url = new URL(totpAddress(secret, 'li.si'));
  expect(url.protocol).toBe('otpauth:');
  expect(url.searchParams.get('secret')).toBe(secret);
  expect(url.searchParams.get('issuer')).toBe('知校聚合支付');
});
