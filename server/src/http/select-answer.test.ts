import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { answerSelector, answerWriter } from './select-answer.ts';

const PAYMENT = Type.Union([
  Type.Object({ kind: Type.Literal('code'), url: Type.String() }),
  Type.Object({ kind: Type.Literal('sheet'), parameters: Type.Record(Type.String(), Type.String()) }),
]);
const VIEW = Type.Object({ at: Type.String(), payment: Type.Optional(PAYMENT) });
const PAGE = Type.Object({
  view: Type.Union([VIEW, Type.Literal('none')]),
  names: Type.Array(Type.String()),
});
const select = answerSelector(PAGE);

test('of what a schema chooses from, only what the chosen one names is answered', () => {
  const at = new Date('2026-11-29T05:00:00Z');
  const code = { kind: 'code', url: 'u', secret: 's' };
  expect(select({ view: { at, payment: code, secret: 's' }, names: ['a'], secret: 's' })).toEqual({
    view: { at: '2026-11-29T05:00:00.000Z', payment: { kind: 'code', url: 'u' } },
    names: ['a'],
  });
  const sheet = { kind: 'sheet', parameters: { a: 'b' }, url: 'not of this one' };
  expect(select({ view: { at, payment: sheet }, names: [] })).toEqual({
    view: { at: '2026-11-29T05:00:00.000Z', payment: { kind: 'sheet', parameters: { a: 'b' } } },
    names: [],
  });
  expect(select({ view: 'none', names: [] })).toEqual({ view: 'none', names: [] });
});

test('the narrower comes before the broader, whatever their order, so that no field is lost', () => {
  const [one, two] = [Type.Object({ a: Type.String() }), Type.Object({ a: Type.String(), b: Type.String() })];
  for (const schema of [Type.Union([one, two]), Type.Union([two, one])]) {
    expect(answerWriter(schema)({ a: '1', b: '2', c: '3' })).toBe('{"a":"1","b":"2"}');
    expect(answerWriter(schema)({ a: '1', c: '3' })).toBe('{"a":"1"}');
  }
});

test('what none of them is, is a fault of ours, told by its place and without its value', () => {
  const wrong = { view: { at: 1, payment: { kind: 'code', url: 'hidden' } }, names: [] };
  expect(() => select(wrong)).toThrow(/^an answer is not as the contract says: \/view/);
  expect(() => select(wrong)).not.toThrow(/hidden/);
});
