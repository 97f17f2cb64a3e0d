import { describe, expect, test } from 'vitest';
import {
  choice,
  FieldError,
  fee,
  matching,
  nested,
  optional,
  type Reader,
  readFields,
  required,
  text,
  webUrl,
} from '../src/fields.ts';
import { parseJson } from '../src/json.ts';

/** The message of the FieldError that reading throws. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof FieldError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Reads one field as it stands in a param's JSON. */
function fromJson<T>(read: Reader<T>, json: string): T | undefined {
  return readFields({ f: optional(read) }, parseJson(`{"f":${json}}`)).f;
}

describe('fields as a whole', () => {
  const shape = { name: required(text(10)), nick: optional(text(10)) };

  test('unknown fields are ignored, missing optional ones are undefined', () => {
    expect(readFields(shape, { name: 'a', other: [1] })).toEqual({ name: 'a', nick: undefined });
  });

  test.each([null, '', undefined])('%j means absent', (nothing) => {
    expect(readFields(shape, { name: 'a', nick: nothing }).nick).toBeUndefined();
    expect(refusal(() => readFields(shape, { name: nothing }))).toBe('name 不能为空');
  });

  test('0 and false are not absent', () => {
    expect(readFields(shape, { name: 0 }).name).toBe('0');
    expect(refusal(() => readFields(shape, { name: false }))).toBe('name 类型错误，应为字符串');
  });

  test('what an object inherits is not a field', () => {
    expect(refusal(() => readFields({ toString: required(text(10)) }, {}))).toBe('toString 不能为空');
    const hostile = parseJson('{"__proto__":{"name":"a"}}');
    expect(refusal(() => readFields(shape, hostile))).toBe('name 不能为空');
  });

  test.each([[[]], ['{}'], [null], [1], [undefined]])('%j is no param', (input) => {
    expect(refusal(() => readFields(shape, input))).toBe('param 必须是 JSON 对象');
  });

  test('the first wrong field is named, in the order of the document', () => {
    expect(refusal(() => readFields(shape, { nick: {}, name: [] }))).toMatch(/^name /);
  });
});

describe('text', () => {
  test('limits count bytes of UTF-8', () => {
    expect(fromJson(text(6), '"电费"')).toBe('电费');
    expect(refusal(() => fromJson(text(5), '"电费"'))).toBe('f 过长，不能超过 5 字节');
    expect(fromJson(text(4), '"😀"')).toBe('😀');
    expect(refusal(() => fromJson(text(3), '"😀"'))).toBe('f 过长，不能超过 3 字节');
  });

  test.each([
    ['7', '7'],
    ['-7', '-7'],
    ['29152154523069546710', '29152154523069546710'],
    ['1.50', '1.50'],
  ])('the number %s is read as its digits', (json, digits) => {
    expect(fromJson(text(40), json)).toBe(digits);
  });

  test.each(['true', '{}', '[]', '["a"]'])('%s is no text', (json) => {
    expect(refusal(() => fromJson(text(40), json))).toBe('f 类型错误，应为字符串');
  });

  test.each([
    String.raw`\u0000`,
    String.raw`\u0007`,
    String.raw`\u000b`,
    String.raw`\u001b`,
    String.raw`\u007f`,
    String.raw`\ud800`,
    String.raw`\udc00`,
    String.raw`\udc00\ud800`,
  ])('%s is refused', (escaped) => {
    expect(refusal(() => fromJson(text(40), `"a${escaped}b"`))).toBe('f 含有不允许的字符');
  });

  test('tabs and line breaks are text', () => {
    expect(fromJson(text(40), String.raw`"a\tb\r\nc"`)).toBe('a\tb\r\nc');
  });

  test('a pattern holds for the whole text', () => {
    const digits = matching(/^[0-9]+$/, 4, '应为数字');
    expect(fromJson(digits, '12')).toBe('12');
    expect(refusal(() => fromJson(digits, String.raw`"12\n"`))).toBe('f 应为数字');
    expect(refusal(() => fromJson(digits, '12345'))).toBe('f 过长，不能超过 4 字节');
  });
});

describe('money', () => {
  test.each([
    ['1', 1],
    ['"1"', 1],
    ['19800', 19_800],
    ['"10000000000"', 10_000_000_000],
  ])('%s is an amount', (json, fen) => {
    expect(fromJson(fee, json)).toBe(fen);
  });

  test.each([
    '0',
    '"0"',
    '-1',
    '"-1"',
    '"+1"',
    '"01"',
    '1.0',
    '"1.0"',
    '0.5',
    '1e2',
    '"1e2"',
    '" 1"',
    '"1 "',
    String.raw`"1\n"`,
    '"0x10"',
    '"１２"',
    '"1,000"',
    '"一"',
    '"NaN"',
  ])('%s is none', (json) => {
    expect(refusal(() => fromJson(fee, json))).toMatch(/^f 必须是正整数/);
  });

  test.each(['10000000001', '"10000000001"', '99999999999999999999'])('%s is too much', (json) => {
    expect(refusal(() => fromJson(fee, json))).toBe('f 不能超过 10000000000 分');
  });

  test.each(['true', '[1]', '{"fen":1}'])('%s is of the wrong type', (json) => {
    expect(refusal(() => fromJson(fee, json))).toMatch(/类型错误/);
  });
});

describe('choices', () => {
  const payType = choice([1, 2], '1（微信）或 2（支付宝）');

  test.each([
    ['1', 1],
    ['"1"', 1],
    ['2', 2],
  ])('%s is one', (json, value) => {
    expect(fromJson(payType, json)).toBe(value);
  });

  test.each(['3', '0', '"3"', '" 1"', '"01"', '1.0', 'true', '[1]'])('%s is none', (json) => {
    expect(refusal(() => fromJson(payType, json))).toBe('f 只能是 1（微信）或 2（支付宝）');
  });
});

describe('addresses', () => {
  test.each([
    ['https://school.edu.cn/notify?a=1&b=知', 'https://school.edu.cn/notify?a=1&b=知'],
    ['HTTP://school.edu.cn', 'HTTP://school.edu.cn'],
    ['http://127.0.0.1:8090/notify', 'http://127.0.0.1:8090/notify'],
    ['http://[::1]:8090/', 'http://[::1]:8090/'],
    [' https://school.edu.cn/n ', 'https://school.edu.cn/n'],
    ['school.edu.cn/notify', 'http://school.edu.cn/notify'],
    ['school.edu.cn:8080/notify', 'http://school.edu.cn:8080/notify'],
    ['//school.edu.cn/notify', 'http://school.edu.cn/notify'],
    ['127.0.0.1:8090', 'http://127.0.0.1:8090'],
    ['school.edu.cn/go?to=https://a.cn', 'http://school.edu.cn/go?to=https://a.cn'],
  ])('%j is %j', (given, read) => {
    expect(webUrl(given, 'notify_url')).toBe(read);
  });

  test.each([
    'ftp://school.edu.cn/notify',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'javascript://school.edu.cn/%0aalert(1)',
    'data:text/html,x',
    'http://',
    'https:///',
    'http://school.edu.cn:99999/',
    'http://%00/',
    'http://a<b>/',
    '   ',
  ])('%j is none', (given) => {
    expect(refusal(() => webUrl(given, 'notify_url'))).toBe('notify_url 不是有效的 http/https 地址');
  });

  test.each([
    ['http:school.edu.cn', '开头应写成 http:// 或 https://'],
    ['https:/school.edu.cn/notify', '开头应写成 http:// 或 https://'],
    ['https//school.edu.cn/notify', '开头应写成 http:// 或 https://'],
    ['http:\\\\school.edu.cn', '开头应写成 http:// 或 https://'],
    ['http://http://school.edu.cn', '开头应写成 http:// 或 https://'],
    ['http://school edu.cn', '不能含空白'],
    ['http://school.edu.cn/a b', '不能含空白'],
    ['http://school.edu.cn/a\nHost: other', '不能含空白'],
    ['http://school.edu.cn/a\tb', '不能含空白'],
    ['/pay/notify', '缺少域名，应为完整地址'],
  ])('%j is none, and why is said', (given, reason) => {
    expect(refusal(() => webUrl(given, 'notify_url'))).toBe(
      `notify_url 不是有效的 http/https 地址（${reason}）`,
    );
  });

  test.each(['http://user@school.edu.cn/', 'http://user:pass@school.edu.cn/', 'school.edu.cn@other.cn/'])(
    '%j carries a user name',
    (given) => {
      expect(refusal(() => webUrl(given, 'notify_url'))).toBe('notify_url 不能包含用户名或密码');
    },
  );

  test('at most 1024 bytes, no controls, only text', () => {
    expect(refusal(() => webUrl(`http://a.cn/${'x'.repeat(1024)}`, 'u'))).toMatch(/过长/);
    expect(refusal(() => webUrl('http://a.cn/\0', 'u'))).toMatch(/不允许的字符/);
    expect(refusal(() => webUrl(['http://a.cn/'], 'u'))).toMatch(/类型错误/);
  });
});

describe('objects inside', () => {
  const read = nested({ a: required(text(4)), b: optional(text(4)) });

  test.each(['{"a":1}', String.raw`"{\"a\":1,\"c\":2}"`])('%s is read', (json) => {
    expect(fromJson(read, json)).toEqual({ a: '1', b: undefined });
  });

  test.each(['[]', '1', 'true', '"[]"', '"1"', '"null"', '[{"a":1}]'])('%s is no object', (json) => {
    expect(refusal(() => fromJson(read, json))).toBe('f 必须是 JSON 对象');
  });

  test('broken JSON and JSON far too deep are refused, not thrown', () => {
    expect(refusal(() => read('{a:1}', 'f'))).toBe('f 不是有效的 JSON 对象');
    expect(refusal(() => read('[{"a":'.repeat(20_000), 'f'))).toBe('f 不是有效的 JSON 对象');
    expect(refusal(() => read('['.repeat(30_000) + ']'.repeat(30_000), 'f'))).toMatch(/^f /);
  });

  test('the field inside is named with its path', () => {
    expect(refusal(() => fromJson(read, '{}'))).toBe('f.a 不能为空');
    expect(refusal(() => fromJson(read, '{"a":"12345"}'))).toBe('f.a 过长，不能超过 4 字节');
  });
});
