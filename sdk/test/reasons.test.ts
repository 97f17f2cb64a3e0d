import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REFUSAL_REMEDIES } from '../../site/src/errors/refusals.ts';
import { codeOf, cureOf, type ErrorCode } from '../src/reasons.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/interfaces.md'), 'utf8');
/** What partners are told (a test of the server holds the table to its refusals). */
const LISTED = [...DOCUMENT.matchAll(/^\| ([^|]*?[^| ]) +\| (-[123]) +\|$/gm)].map(
  ([, message = '', code]) => [message.replaceAll(/\{\w+\}/g, 'x'), Number(code)] as const,
);

test('every refusal that is documented has a code of its own, with a cure in both languages', () => {
  expect(LISTED.length).toBeGreaterThan(30);
  const codes = LISTED.map(([message, retCode]) => [message, codeOf(retCode, message)] as const);
  expect(codes.filter(([, code]) => code === 'refused' || code === 'field_wrong')).toEqual([]);
  for (const code of codes.map(([, each]) => each)) {
    expect(cureOf(code, 'zh')).toMatch(/\p{Script=Han}/u);
    expect(cureOf(code, 'en')).toMatch(/^[^\p{Script=Han}]+$/u);
  }
  // told apart, but for those that differ in a word
  expect(new Set(codes.map(([, code]) => code)).size).toBeGreaterThanOrEqual(LISTED.length - 4);
});

test.each<[string, ErrorCode]>([
  ['id 不存在，请检查 appid', 'app_unknown'],
  ['sign 签名错误，应为 md5(id + param + appsecret)', 'signature_wrong'],
  ['param 解密失败，应为 aes-256-cbc 加密后的 base64', 'param_undecryptable'],
  ['total_fee 与该订单号首次下单时不一致', 'terms_differ'],
  ['refund_fee 与该退款单号首次退款时不一致', 'refund_terms_differ'],
  ['body 不能为空', 'field_wrong'],
])('%s: %s', (message, code) => {
  expect(codeOf(-2, message)).toBe(code);
});

test.each(Object.entries(REFUSAL_REMEDIES))(
  'the SDK and the error catalogue say the same number to take: %s',
  (code, remedy) => {
    // the SDK speaks of its methods and the catalogue of interfaces; a wrong number is what costs money
    expect(cureOf(code as ErrorCode, 'zh')).toBeDefined();
    const advice = (cure: string, taken: RegExp) => taken.test(cure);
    const taken = { zh: /新的 ?out_|新单号/, en: /\bnew (?:out_\w+|number)|its own out_refund_no/ };
    for (const language of ['zh', 'en'] as const) {
      const [own, catalogue] = [cureOf(code as ErrorCode, language), remedy[language].cure];
      expect(advice(own, taken[language]), `${own} / ${catalogue}`).toBe(advice(catalogue, taken[language]));
    }
  },
);
