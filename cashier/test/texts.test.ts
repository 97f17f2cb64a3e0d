import { expect, test } from 'vitest';
import { TEXTS } from '../src/texts.ts';

/** Every text by its path; functions filled in with values that can be told apart. */
function flat(texts: object, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => {
    const name = `${path}${key}`;
    if (typeof value === 'function') return [[name, String(value('A1', 'B2'))]];
    return typeof value === 'string' ? [[name, value]] : flat(value as object, `${name}.`);
  });
}

const zh = new Map(flat(TEXTS.zh));
const en = new Map(flat(TEXTS.en));
const CHINESE = /\p{Script=Han}/u;

test('both languages say the same things, and nothing is left empty', () => {
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
  expect([...zh, ...en].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('each language is its own', () => {
  const notChinese = [...zh].filter(([, text]) => !CHINESE.test(text)).map(([name]) => name);
  expect(notChinese).toEqual(['tag', 'otherLanguage', 'refused']);
  const notEnglish = [...en].filter(([, text]) => CHINESE.test(text)).map(([name]) => name);
  expect(notEnglish).toEqual(['otherLanguage']);
});

test('a refusal is shown in the page’s language', () => {
  const told = { message: '支付正在准备，请稍候', inEnglish: 'The payment is being prepared.' };
  expect(TEXTS.zh.refused(told)).toBe(told.message);
  expect(TEXTS.en.refused(told)).toBe(told.inEnglish);
});
