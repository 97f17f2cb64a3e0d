import { randomBytes, randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { isGuessable } from './guessable.ts';

test.each([
  '',
  'weiweixiao',
  'Xk29fLqPz81mNbW',
  'a'.repeat(32),
  '0123456789abcdef',
  'FEDCBA9876543210',
  '1234567890123456',
  'abcabcabcabcabcabc',
  'a1b2c3a1b2c3a1b2c3',
  'passwordpassword',
  'password12345678',
  'Admin@admin@admin',
  'qwertyuiopasdfghjkl',
  '1qaz2wsx3edc4rfv1qaz2wsx3edc',
  '2020202020202020',
  'AAAABBBBCCCCDDDDEEEE',
  '11111111-2222-3333',
  'weixinzhifu20262026',
])('%j is guessed', (secret) => {
  expect(isGuessable(secret)).toBe(true);
});

test.each(['9f3c1e7a5b8d2046', 'AD42F6697B035B7580E4FEF93BE20B4D', 'kR7#vQ2!mX9@pL4z', '8302957146620381'])(
  '%j is not',
  (secret) => {
    expect(isGuessable(secret)).toBe(false);
  },
);

test('secrets of the kind that we and others make pass', () => {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
  const letters = () => Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('');
  const refused = (make: () => string) => Array.from({ length: 2000 }, make).filter(isGuessable).length;
  expect(refused(() => randomBytes(16).toString('hex'))).toBe(0);
  expect(refused(letters)).toBeLessThan(10);
  expect(refused(() => randomBytes(8).toString('hex'))).toBeLessThan(60);
});
