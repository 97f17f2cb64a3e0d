import { expect, test } from 'vitest';
import { rawMembers, readEnvelope } from './envelope.ts';

const METHOD = 'alipay.trade.query';
const read = (text: string | Buffer) => readEnvelope(Buffer.from(text), METHOD);

test.each([
  ['plain', '{"code":"10000"}'],
  ['escaped slashes', String.raw`{"qr_code":"https:\/\/qr.alipay.com\/bax"}`],
  ['escaped and plain unicode', String.raw`{"subject":"\u5b66费","emoji":"🎉\ud83c"}`],
  ['nested', '{"a":{"b":[{"c":{}},[],{"d":"}"}]},"e":[[["]"]]]}'],
  ['braces in strings', String.raw`{"a":"}}]]{[\"},\"sign\":\"x\"","b":"\\"}`],
  ['odd spaces', '{ "a" :\t"b" , "n" : -1.5e3 , "t" : true }'],
  ['the name of the envelope', '{"alipay_trade_query_response":{"code":"1"},"sign":"x","error_response":{}}'],
  ['the envelope in a string', String.raw`{"body":"\"alipay_trade_query_response\":{\"code\":\"10000\"}"}`],
  ['nothing', '{}'],
])('the response object is cut out as it was written: %s', (_name, response) => {
  const sn = '"alipay_cert_sn":"ab"';
  const named = `"alipay_trade_query_response":${response}`;
  const sign = '"sign":"c2ln"';
  for (const order of [
    [named, sn, sign],
    [sign, sn, named],
    [sn, named, sign],
    ['"x":{"sign":"no"}', sign, '"y":[1,null]', named, sn],
  ]) {
    expect(read(`{${order.join(',')}}`)).toEqual({ response, sign: 'c2ln', certificateSn: 'ab' });
    expect(read(`\n{ ${order.join(' ,\r\n')} }\n`).response).toBe(response);
  }
});

test('an error response stands in for the answer, and neither need be signed', () => {
  expect(read('{"error_response":{"code":"40002"}}')).toEqual({
    response: '{"code":"40002"}',
    sign: undefined,
    certificateSn: undefined,
  });
  expect(read('{"alipay_trade_query_response":{},"sign":""}').sign).toBeUndefined();
});

test.each([
  ['another method', '{"alipay_trade_close_response":{},"sign":"x"}', '答复不是该接口的'],
  ['both', '{"alipay_trade_query_response":{},"error_response":{},"sign":"x"}', '答复不是该接口的'],
  ['twice', '{"alipay_trade_query_response":{"a":1},"alipay_trade_query_response":{}}', '答复中有重复的字段'],
  [
    'twice, once in disguise',
    String.raw`{"alipay_trade_query_response":{"a":1},"\u0061lipay_trade_query_response":{}}`,
    '答复中有重复的字段',
  ],
  ['two signatures', '{"alipay_trade_query_response":{},"sign":"a","sign":"b"}', '答复中有重复的字段'],
  ['cut short', '{"alipay_trade_query_response":{"code":"10000"},"sign":"c2', '内容不是 JSON'],
  ['something after it', '{"alipay_trade_query_response":{},"sign":"x"}{}', '内容不是 JSON'],
  ['an array', '["alipay_trade_query_response",{}]', '内容不是 JSON 对象'],
  ['nothing', '', '内容不是 JSON'],
  ['a page', '<html>', '内容不是 JSON'],
  ['GBK', Buffer.from([0x7b, 0xb2, 0xce, 0xca, 0xfd, 0x7d]), '内容不是 UTF-8 文本'],
])('refused: %s', (_name, text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('members keep every character, whatever their value', () => {
  const text = String.raw`{"a":1.50,"b":"\/\"","c":null,"d":[{"e":2}, 3],"f":{"a":"x"}}`;
  expect([...rawMembers(text)]).toEqual([
    ['a', '1.50'],
    ['b', String.raw`"\/\""`],
    ['c', 'null'],
    ['d', '[{"e":2}, 3]'],
    ['f', '{"a":"x"}'],
  ]);
});
