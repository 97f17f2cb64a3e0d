import { expect, test } from 'vitest';
import {
  isRequestSignedBy,
  isResponseSignedBy,
  openRequest,
  openResponse,
  sealRequest,
  sealResponse,
} from '../src/envelope.ts';
import { requestSign, responseSign, signatureMatches } from '../src/signature.ts';
import { APP, WILD_PARAM, WILD_TEXT } from './vectors.ts';

// Signatures here come from `md5sum`, ciphertexts from `openssl enc`.
const WILD_SIGN = '49280c466dac632e93a9975c54733806';
const REFUSED = { content: '+mjnqVKzKQomY9S/C3KmmQ==', sign: 'b64369b39d8125f373c16a7bfd4fdb16' };
const DONE = {
  content: 'VS59PbZLvd8Lbk+FhxQWviU/1P2h8yFYRJwXzHu/h8tTPuB5mAXGN1K9Hc1UIfzE',
  sign: 'e490fc1a8ff43c6d2926019ddcc9dc72',
};

test('a request is signed over id, param and secret', () => {
  expect(requestSign(APP.appId, WILD_PARAM, APP.appSecret)).toBe(WILD_SIGN);
  const wild = { id: APP.appId, param: WILD_PARAM, sign: WILD_SIGN };
  expect(isRequestSignedBy(APP, wild)).toBe(true);
  expect(openRequest(APP, wild)).toBe(WILD_TEXT);
});

test('text outside ASCII is signed as UTF-8', () => {
  expect(requestSign('张', '三', '')).toBe('615db57aa314529aaa0fbe95b3e95bd3');
});

test('a response is signed over the decimal code, the content as sent and the secret', () => {
  expect(responseSign(-1, REFUSED.content, APP.appSecret)).toBe(REFUSED.sign);
  expect(sealResponse(APP, -1, '订单不存在')).toEqual({
    ret_code: -1,
    ret_content: REFUSED.content,
    sign: REFUSED.sign,
  });
  expect(sealResponse(APP, 0, '{"out_trade_no":"A1","order_id":"1"}')).toEqual({
    ret_code: 0,
    ret_content: DONE.content,
    sign: DONE.sign,
  });
  expect(openResponse(APP, { ret_code: 0, ret_content: DONE.content, sign: DONE.sign })).toBe(
    '{"out_trade_no":"A1","order_id":"1"}',
  );
});

test('what is sealed opens again, Chinese and all', () => {
  const content = { body: '宿舍电费：“三月” 😀', total_fee: '3000' };
  const request = sealRequest(APP, content);
  expect(request.id).toBe('partner1');
  expect(isRequestSignedBy(APP, request)).toBe(true);
  expect(JSON.parse(openRequest(APP, request))).toEqual(content);
});

test.each([
  ['the id', { id: 'partner2' }],
  ['the param', { param: `A${WILD_PARAM.slice(1)}` }],
  ['the sign', { sign: `a${WILD_SIGN.slice(1)}` }],
  ['no sign', { sign: '' }],
  ['half a sign', { sign: WILD_SIGN.slice(0, 16) }],
  ['a sign with more behind it', { sign: `${WILD_SIGN}0` }],
])('a request with %s changed is not signed', (_what, change) => {
  const request = { id: APP.appId, param: WILD_PARAM, sign: WILD_SIGN, ...change };
  expect(isRequestSignedBy(APP, request)).toBe(false);
});

test('another app’s secret signs nothing for this one', () => {
  const other = { ...APP, appSecret: 'weiweixiaO' };
  expect(isRequestSignedBy(APP, sealRequest(other, { a: 1 }))).toBe(false);
  expect(isResponseSignedBy(APP, sealResponse(other, 0, '{}'))).toBe(false);
});

test('a response with its code changed is not signed', () => {
  const response = sealResponse(APP, -1, '订单不存在');
  expect(isResponseSignedBy(APP, response)).toBe(true);
  expect(isResponseSignedBy(APP, { ...response, ret_code: 0 })).toBe(false);
});

test('the letter case of a signature does not matter', () => {
  expect(signatureMatches(WILD_SIGN, WILD_SIGN.toUpperCase())).toBe(true);
});
