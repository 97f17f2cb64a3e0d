import { expect, test } from 'vitest';
import { parseJson } from '../src/json.ts';

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
