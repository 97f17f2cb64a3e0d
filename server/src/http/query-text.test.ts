import { expect, test } from 'vitest';
import { errorCode } from '../lib/property-of.ts';
import { queryText } from './query-text.ts';

test.each([
  [{ lang: 'en' }, 'en'],
  [{ lang: '' }, ''],
  [{ lang: ['en', 'zh'] }, undefined],
  [{}, undefined],
  [undefined, undefined],
  ['lang=en', undefined],
])('of the query %j', (query, text) => {
  expect(queryText({ query }, 'lang')).toBe(text);
});

test.each([
  [Object.assign(new Error(), { code: 'ENOENT' }), 'ENOENT'],
  [Object.assign(new Error(), { code: 42 }), undefined],
  [new Error('no'), undefined],
  ['ENOENT', undefined],
  [null, undefined],
  [undefined, undefined],
])('the code of the error %s', (error, code) => {
  expect(errorCode(error)).toBe(code);
});
