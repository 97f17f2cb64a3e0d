import { describe, expect, test } from 'vitest';
import { isBoundedJson, parseBoundedJson, parseJson, quoteNumbers } from '../src/json.ts';

test.each([
  ['1', 1],
  ['-1', -1],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['"29152154523069546710"', '29152154523069546710'],
])('%s is read as it is', (source, value) => {
  expect(parseJson(source)).toBe(value);
});

test.each([
  '29152154523069546710',
  '9007199254740993',
  '12345678901234567000',
  '0.1',
  '1.0',
  '1e2',
  '1E400',
  '-0',
])('the number %s keeps its digits', (source) => {
  expect(parseJson(source)).toBe(source);
  expect(parseJson(`{"a":[{"b":${source}}]}`)).toEqual({ a: [{ b: source }] });
  expect(parseJson(` {"a" :\n\t${source}, "b": [\r\n${source} ,${source}]}`)).toEqual({
    a: source,
    b: [source, source],
  });
});

test('where JSON.parse tells no source, numbers keep their digits as well, and what is in strings stays', () => {
  const text = '{"a":[29152154523069546710,1,-0,0.1,1e2],"1.5":"x 1.5 \\"29152154523069546710","n":null}';
  expect(quoteNumbers(text)).toEqual(parseJson(text));
  expect(quoteNumbers(text)).toMatchObject({ a: ['29152154523069546710', 1, '-0', '0.1', '1e2'] });
  expect(() => quoteNumbers('{"a":01}')).toThrow(SyntaxError);
});

test('a key called __proto__ is a key like any other', () => {
  const parsed = parseJson('{"__proto__":{"admin":true}}') as Record<string, unknown>;
  expect(Object.keys(parsed)).toEqual(['__proto__']);
  expect(parsed.admin).toBeUndefined();
});

test.each(['', '{', "{'a':1}", '{"a":1,}', 'undefined', '01', '{"a":1} x'])(
  '%j is a SyntaxError',
  (source) => {
    expect(() => parseJson(source)).toThrow(SyntaxError);
  },
);

describe('JSON of strangers', () => {
  test.each([
    ['{"a":[1,{"b":"c"}]}', true],
    [`${'['.repeat(20)}${']'.repeat(20)}`, true],
    [`${'['.repeat(21)}${']'.repeat(21)}`, false],
    ['['.repeat(50_000), false],
    [`[${'1,'.repeat(4_000)}1]`, true],
    [`[${'1,'.repeat(5_000)}1]`, false],
    [`{${'"a":1,'.repeat(5_000)}"a":1}`, false],
    [JSON.stringify({ text: '[{,'.repeat(20_000) }), true],
    [JSON.stringify({ text: '\\"['.repeat(20_000) }), true],
    [`"${'\\'.repeat(100_000)}`, true],
    [`"${'\\"'.repeat(100_000)}`, true],
    [`{"a":"\\\\"${',[['.repeat(4_000)}`, false],
  ])('%.40s…: %s', (text, isBounded) => {
    expect(isBoundedJson(text)).toBe(isBounded);
  });

  test('what has too much of anything is refused as what is no JSON is', () => {
    expect(() => parseBoundedJson('['.repeat(50_000))).toThrow(SyntaxError);
    expect(() => parseBoundedJson('{')).toThrow(SyntaxError);
    expect(parseBoundedJson('{"n":12345678901234567890}')).toEqual({ n: '12345678901234567890' });
  });
});
