import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capitalAmount } from './capital-amount.ts';

test.each([
  [0, '人民币零元整'],
  [1, '人民币壹分'],
  [10, '人民币壹角整'],
  [11, '人民币壹角壹分'],
  [100, '人民币壹元整'],
  [101, '人民币壹元零壹分'],
  [110, '人民币壹元壹角整'],
  [1_000, '人民币壹拾元整'],
  [1_050, '人民币壹拾元零伍角整'],
  [10_001, '人民币壹佰元零壹分'],
  [140_950, '人民币壹仟肆佰零玖元伍角整'],
  [600_714, '人民币陆仟零柒元壹角肆分'],
  [168_032, '人民币壹仟陆佰捌拾元零叁角贰分'],
  [10_700_053, '人民币壹拾万柒仟元零伍角叁分'],
  [1_640_902, '人民币壹万陆仟肆佰零玖元零贰分'],
  [32_504, '人民币叁佰贰拾伍元零肆分'],
  [1_000_000, '人民币壹万元整'],
  [1_000_100, '人民币壹万零壹元整'],
  [10_010_000, '人民币壹拾万零壹佰元整'],
  [100_000_000, '人民币壹佰万元整'],
  [1_001_000_000, '人民币壹仟零壹万元整'],
  [10_000_000_000, '人民币壹亿元整'],
  [10_000_000_100, '人民币壹亿零壹元整'],
  [10_001_000_000, '人民币壹亿零壹万元整'],
  [1_010_100_000_000, '人民币壹佰零壹亿零壹佰万元整'],
])('%d fen is %s', (fen, text) => {
  expect(capitalAmount(fen)).toBe(text);
});

test('what is written can be read back, and has no zero too many', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (fen) => {
      const text = capitalAmount(fen);
      expect(readBack(text)).toBe(fen);
      if (fen >= 100) expect(text).not.toMatch(/零零|零[元万亿整]|^人民币零/);
    }),
    { numRuns: 2_000 },
  );
});

test.each([-1, 0.5, Number.NaN, 2 ** 60])('%d is no amount', (fen) => {
  expect(() => capitalAmount(fen)).toThrow(RangeError);
});

/** Reads an amount the slow way: sign by sign, as a person would. */
function readBack(text: string): number {
  const units = new Map([...'分角拾佰仟'].map((sign, index) => [sign, [1, 10, 10, 100, 1000][index] ?? 0]));
  let fen = 0;
  let [total, group, digit] = [0, 0, 0];
  for (const sign of text.replace('人民币', '').replace('整', '')) {
    const value = '零壹贰叁肆伍陆柒捌玖'.indexOf(sign);
    if (value >= 0) digit = value;
    else if (sign === '分' || sign === '角') fen += digit * (units.get(sign) ?? 0);
    else if (units.has(sign)) group += digit * (units.get(sign) ?? 0);
    else if (sign === '元') fen += (total + group + digit) * 100;
    else {
      total = (total + (group + digit) * (sign === '万' ? 10_000 : 1)) * (sign === '亿' ? 100_000_000 : 1);
      group = 0;
    }
    if (value < 0) digit = 0;
  }
  return fen;
}
