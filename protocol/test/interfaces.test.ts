import { describe, expect, test } from 'vitest';
import { FieldError, readFields, type Shape } from '../src/fields.ts';
import { orderCreateShape, orderQueryShape, orderRefundShape, refundQueryShape } from '../src/interfaces.ts';
import { invoiceCreateShape, invoiceRequestOf } from '../src/invoice-fields.ts';
import { parseJson } from '../src/json.ts';
import { WILD_TEXT } from './vectors.ts';

const ORDER = {
  body: 'xxx 学生学费',
  out_trade_no: '2088612279536603',
  total_fee: '19800',
  notify_url: 'https://notify.zhzhixiao.com/notify',
};
const PERSON = { payer_type: 1, payer_name: '小明', phone: '13000000000' };
const COMPANY = {
  payer_type: 2,
  payer_name: '知校科技有限公司',
  payer_taxnum: '312000000H001L',
  payer_address: '浙江省杭州市余杭区 057160213301',
  payer_bank: '中国工商银行杭州支行 100001',
  phone: '13000000000',
};

function refusal(shape: Shape, input: unknown): string {
  try {
    readFields(shape, input);
  } catch (error) {
    if (error instanceof FieldError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('order_create', () => {
  test('the order sent in the wild is read', () => {
    expect(readFields(orderCreateShape, parseJson(WILD_TEXT))).toMatchObject({
      body: '测试内容',
      out_trade_no: '29152154523069546710',
      total_fee: 1,
      user_no: '123456798',
      return_url: undefined,
      notify_url: 'https://notify.zhizhixao.com/return.html',
      pay_type: 1,
    });
  });

  test('numbers may stand for strings, and a 20-digit one keeps its digits', () => {
    const json = `{"body":12,"out_trade_no":29152154523069546710,"total_fee":1,"user_no":20140548,
      "notify_url":"a.cn/n","pay_type":"2"}`;
    expect(readFields(orderCreateShape, parseJson(json))).toMatchObject({
      body: '12',
      out_trade_no: '29152154523069546710',
      total_fee: 1,
      user_no: '20140548',
      notify_url: 'http://a.cn/n',
      pay_type: 2,
    });
  });

  test.each(Object.keys(ORDER))('%s must be there', (field) => {
    expect(refusal(orderCreateShape, { ...ORDER, [field]: null })).toBe(`${field} 不能为空`);
  });

  test.each([
    ['body', '学'.repeat(42), '学'.repeat(43), 128],
    ['out_trade_no', '1'.repeat(40), '1'.repeat(41), 40],
    ['out_trade_no', '号'.repeat(13), '号'.repeat(14), 40],
  ])('%s: %s fits, one more does not', (field, fits, tooLong, limit) => {
    expect(readFields(orderCreateShape, { ...ORDER, [field]: fits })).toMatchObject({ [field]: fits });
    expect(refusal(orderCreateShape, { ...ORDER, [field]: tooLong })).toBe(
      `${field} 过长，不能超过 ${limit} 字节`,
    );
  });

  test.each([PERSON, COMPANY])('an invoice as the document shows it, as object and as string', (piaoju) => {
    const expected = { piaoju: expect.objectContaining(piaoju) };
    expect(readFields(orderCreateShape, { ...ORDER, piaoju })).toMatchObject(expected);
    expect(readFields(orderCreateShape, { ...ORDER, piaoju: JSON.stringify(piaoju) })).toMatchObject(
      expected,
    );
  });

  test.each([
    [{ ...COMPANY, payer_taxnum: '' }, 'piaoju.payer_taxnum 不能为空（开票类型为单位）'],
    [
      { ...COMPANY, payer_taxnum: '31200/0000' },
      'piaoju.payer_taxnum 格式错误，应为纳税人识别号（15、17、18 或 20 位数字和字母，临时登记以 L 开头）',
    ],
    [{ ...PERSON, payer_name: ' ' }, 'piaoju.payer_name 不能为空'],
    [{ ...PERSON, payer_name: '名'.repeat(101) }, 'piaoju.payer_name 过长，不能超过 100 个字'],
    [{ ...PERSON, piaoju_memo: '注'.repeat(201) }, 'piaoju.piaoju_memo 过长，不能超过 200 个字'],
    [{ ...PERSON, phone: '12000000000' }, 'piaoju.phone 格式错误，应为 11 位手机号'],
    [{ ...PERSON, payer_type: 3 }, 'piaoju.payer_type 只能是 1（个人）或 2（单位）'],
    [{ ...PERSON, phone: '1300000000' }, 'piaoju.phone 格式错误，应为 11 位手机号'],
    [{ ...PERSON, phone: null }, 'piaoju.phone 不能为空'],
    [{ ...PERSON, payer_email: 'a b@c.cn' }, 'piaoju.payer_email 格式错误，应为一个邮箱地址'],
    [['x'], 'piaoju 必须是 JSON 对象'],
    [{}, 'piaoju.payer_type 不能为空'],
    ['{', 'piaoju 不是有效的 JSON 对象'],
  ])('the invoice %j is refused', (piaoju, message) => {
    expect(refusal(orderCreateShape, { ...ORDER, piaoju })).toBe(message);
  });

  test.each([[[]], [null], [''], [' '], ['[]'], ['null'], ['"[]"']])('the invoice %j is none', (piaoju) => {
    expect(readFields(orderCreateShape, { ...ORDER, piaoju }).piaoju).toBeUndefined();
  });

  test('what is pasted along with a name is left out', () => {
    const piaoju = {
      ...PERSON,
      payer_name: '\u200b小 \u3000明\ufeff',
      piaoju_memo: '一行\r\n\t又\u00ad一行',
    };
    expect(readFields(orderCreateShape, { ...ORDER, piaoju }).piaoju).toMatchObject({
      payer_name: '小 明',
      piaoju_memo: '一行 又一行',
    });
    const unseen = { ...PERSON, payer_name: '\u200b\u200b' };
    expect(refusal(orderCreateShape, { ...ORDER, piaoju: unseen })).toBe('piaoju.payer_name 不能为空');
  });

  test('numbers are read as people type them', () => {
    const piaoju = { ...COMPANY, payer_taxnum: '９１５１-0100 ma61rkhy2x', phone: '+86 138-0013 8000' };
    expect(readFields(orderCreateShape, { ...ORDER, piaoju }).piaoju).toMatchObject({
      payer_taxnum: '91510100MA61RKHY2X',
      phone: '13800138000',
    });
  });
});

test('a phone and a numeric tax number may be JSON numbers', () => {
  const piaoju = { ...COMPANY, payer_taxnum: 912345678901234, phone: 13_000_000_000 };
  expect(readFields(orderCreateShape, { ...ORDER, piaoju })).toMatchObject({
    piaoju: { payer_taxnum: '912345678901234', phone: '13000000000' },
  });
});

test('order_query needs its number', () => {
  expect(readFields(orderQueryShape, { out_trade_no: 7 })).toEqual({ out_trade_no: '7' });
  expect(refusal(orderQueryShape, {})).toBe('out_trade_no 不能为空');
});

test.each([
  ['R-2026/01.#1', undefined],
  ['!'.repeat(64), undefined],
  ['R 1', 'out_refund_no 只能由字母、数字和英文符号组成'],
  ['退款1', 'out_refund_no 只能由字母、数字和英文符号组成'],
  ['r'.repeat(65), 'out_refund_no 过长，不能超过 64 字节'],
])('out_refund_no %s: %s', (out_refund_no, message) => {
  const refund = { out_trade_no: '1', refund_fee: 100, out_refund_no };
  if (message !== undefined) expect(refusal(orderRefundShape, refund)).toBe(message);
  else expect(readFields(orderRefundShape, refund)).toEqual({ ...refund, refund_fee: 100 });
});

test.each(['0', '01', '-1', 'abc', '1'.repeat(20)])('refund_id %s is no number of ours', (refund_id) => {
  expect(refusal(refundQueryShape, { out_trade_no: '1', refund_id })).toMatch(/^refund_id /);
});

test('refund_id may be a JSON number beyond the safe integers', () => {
  const query = parseJson('{"out_trade_no":"1","refund_id":1464678934786097123}');
  expect(readFields(refundQueryShape, query).refund_id).toBe('1464678934786097123');
});

describe('piaoju_create', () => {
  const read = (values: object) => invoiceRequestOf(readFields(invoiceCreateShape, values));

  test.each([{ payer_type: 1 }, { pay_type: 1 }, { payer_type: 1, pay_type: '1' }])(
    '%j names the type',
    (type) => {
      const { payer_type: _, ...buyer } = PERSON;
      expect(read({ zx_order_no: '1', ...type, ...buyer })).toMatchObject(PERSON);
    },
  );

  test.each([
    [{ ...PERSON, payer_type: null }, 'payer_type 不能为空'],
    [{ ...PERSON, pay_type: 2 }, 'pay_type 与 payer_type 不一致'],
    [{ ...PERSON, payer_type: 2 }, 'payer_taxnum 不能为空（开票类型为单位）'],
  ])('%j is refused', (values, message) => {
    expect(() => read(values)).toThrow(message);
  });
});
