import { describe, expect, test } from 'vitest';
import { type CipherName, DecryptError, decrypt, encrypt, isUsableAesKey } from '../src/cipher.ts';
import { APP, WILD_PARAM, WILD_TEXT } from './vectors.ts';

const KEY = APP.aesKey;

// Ciphertexts here come from `openssl enc -K … -iv … -base64`, not from the code under test.
test('a param sent in the wild decrypts exactly, and encrypts back to the same bytes', () => {
  expect(decrypt('aes-256-cbc', KEY, WILD_PARAM)).toBe(WILD_TEXT);
  expect(encrypt('aes-256-cbc', KEY, WILD_TEXT)).toBe(WILD_PARAM);
});

test.each<[CipherName, string, string]>([
  ['aes-256-cbc', '订单不存在', '+mjnqVKzKQomY9S/C3KmmQ=='],
  ['aes-256-cbc', '', 'wFZn4R1FPvwEIpzPAzgCxg=='],
  ['aes-128-cbc', '{"out_trade_no":"A1"}', '+N6lUz9aZTt6o7uiUSCtxP6kF8pST+ITB5tcqJRrLbY='],
])('%s turns %j into what openssl makes of it, and back', (cipher, text, base64) => {
  expect(encrypt(cipher, KEY, text)).toBe(base64);
  expect(decrypt(cipher, KEY, base64)).toBe(text);
});

test('AES-128 uses the first 16 characters alone', () => {
  const first16 = KEY.slice(0, 16);
  expect(encrypt('aes-128-cbc', first16, 'x')).toBe(encrypt('aes-128-cbc', KEY, 'x'));
  expect(encrypt('aes-128-cbc', KEY, 'x')).not.toBe(encrypt('aes-256-cbc', KEY, 'x'));
});

test.each([
  ['LF as openssl wraps it', '\n'],
  ['CRLF', '\r\n'],
])('base64 broken by %s decrypts', (_what, lineBreak) => {
  const wrapped = [
    'IyElPuqqcfvemMOuvuOARCvISnHhIJ2FMQj37ZwU4/j34gZpo1j2b7oV98zZfS9O',
    'hX6BHGgkW7Sfg3zY8Dfh08f1aoZOLfLDx7xl+E00Hfo=',
    '',
  ].join(lineBreak);
  const text = '{"body":"宿舍电费充值","out_trade_no":"A1","total_fee":"3000"}';
  expect(decrypt('aes-256-cbc', KEY, wrapped)).toBe(text);
});

describe('what is no ciphertext of ours is a DecryptError', () => {
  test.each([
    ['nothing', ''],
    ['only line breaks', '\r\n'],
    ['half a block', 'AAAAAAAAAAA='],
    ['a block and a byte', 'wFZn4R1FPvwEIpzPAzgCxgA='],
    ['characters outside base64', 'wFZn4R1FPvwEIpzPAzgCx!=='],
    ['a "+" that became a space', ' mjnqVKzKQomY9S/C3KmmQ=='],
    ['base64url', '-mjnqVKzKQomY9S_C3KmmQ=='],
    ['padding in the middle', 'wFZn4R==FPvwEIpzPAzgCxg='],
    ['a whole block without padding', 'nz+JeNNLj6Ix1ZTHfb335A=='],
    ['zero padding', '7N1FW0jVWbkrfrbdRBuYzg=='],
    ['bytes that are not UTF-8', 'eWQbLcYHclnACMTUIZ+0mQ=='],
    ['GBK text', 'hyJQyZrmvazLKNsKVEZsbw=='],
    ['another cipher', '+N6lUz9aZTt6o7uiUSCtxP6kF8pST+ITB5tcqJRrLbY='],
  ])('%s', (_what, base64) => {
    expect(() => decrypt('aes-256-cbc', KEY, base64)).toThrow(DecryptError);
  });
});

test.each<[CipherName, string, boolean]>([
  ['aes-256-cbc', KEY, true],
  ['aes-256-cbc', KEY.slice(1), false],
  ['aes-256-cbc', `${KEY}0`, false],
  ['aes-256-cbc', `${KEY.slice(1)}知`, false],
  ['aes-128-cbc', KEY, true],
  ['aes-128-cbc', KEY.slice(0, 16), true],
  ['aes-128-cbc', KEY.slice(0, 15), false],
])('%s with the key %s: usable %s', (cipher, key, usable) => {
  expect(isUsableAesKey(cipher, key)).toBe(usable);
});
