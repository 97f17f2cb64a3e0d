import { createCipheriv, createDecipheriv, createHash, createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { HASH, type StrongProfile } from '../src/profile.ts';
import {
  claimOf,
  HEADER,
  isStrong,
  isStrongRequestSignedBy,
  openStrongRequest,
  openStrongResponse,
  sealStrongRequest,
  sealStrongResponse,
} from '../src/profile-message.ts';
import { openStrongNotification, sealStrongNotification, WEBHOOK } from '../src/profile-notification.ts';
import golden from './profile-vectors.json' with { type: 'json' };
import { APP } from './vectors.ts';

const STRONG = Object.keys(HASH) as StrongProfile[];
const AT = new Date(1_790_000_000_000);
const TIMESTAMP = '1790000000';
const NONCE = 'bm9uY2Utb2YtYS12ZWN0b3It';
const PATH = '/pay_api/order_query';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('SM3 and SM4 are the published ones', () => {
  // GB/T 32905-2016, A.1 and A.2
  const sm3 = (text: string) => createHash('sm3').update(text).digest('hex');
  expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
  // GB/T 32907-2016, A.1
  const key = hex('01234567 89abcdef fedcba98 76543210');
  const block = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
  expect(block.update(key, undefined, 'hex') + block.final('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  // draft-ribose-cfrg-sm4-10, A.2.2
  const chain = createDecipheriv('sm4-cbc', key, hex('000102030405060708090a0b0c0d0e0f'));
  chain.setAutoPadding(false);
  const sealed = hex('78ebb11c c40b0a48 312aaeb2 040244cb 4cb70169 51909226 979b0d15 dc6a8f6d');
  expect(chain.update(sealed, undefined, 'hex') + chain.final('hex')).toBe(
    'aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb',
  );
});

test('Node verifies no SM2 signature of other software: it gives the signer no id', () => {
  // GB/T 32918.5-2017, A.2, signed with the id 1234567812345678; when this holds, SM2 can be offered
  const point =
    '04 09f9df31 1e5421a1 50dd7d16 1e4bc5c6 72179fad 1833fc07 6bb08ff3 56f35020 ' +
    'ccea490c e26775a5 2dc6ea71 8cc1aa60 0aed05fb f35e084a 6632f607 2da9ad13';
  const der = hex(`3059301306072a8648ce3d020106082a811ccf5501822d034200 ${point}`);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const signature = hex(
    '3046 022100 f5a03b06 48d2c463 0eeac513 e1bb81a1 5944da38 27d5b741 43ac7eac eee720b3 ' +
      '022100 b1b6aa29 df212fd8 763182bc 0d421ca1 bb9038fd 1f7f42d4 840b69c4 85bbc1aa',
  );
  expect(verify('sm3', Buffer.from('message digest'), key, signature)).toBe(false);
});

// made by a program of its own, in Python with hashlib and cryptography
test.each(STRONG)('%s reads and signs the golden messages', (profile) => {
  const { request, response, notification } = golden[profile];
  const headers = headersOf(profile, request.signature);
  const claim = claimOf(headers);
  if (!claim) throw new Error('no claim');
  expect(isStrongRequestSignedBy(APP, claim, PATH, Buffer.from(request.body))).toBe(true);
  const { param } = JSON.parse(request.body);
  expect(openStrongRequest(APP, claim, PATH, param)).toBe('{"out_trade_no":"A1"}');
  const asked = { ...claim, path: PATH };
  const answer = { headers: headersOf(profile, response.signature), body: response.body };
  expect(openStrongResponse(APP, asked, answer, AT)).toEqual({ retCode: -1, text: '订单不存在' });
  const told = {
    headers: webhook(notification.signature),
    body: notification.body,
  };
  expect(openStrongNotification(profile, APP, told, AT)).toBe('{"out_trade_no":"A1","pay_type":"1"}');
});

test.each(STRONG)('%s opens what it seals, Chinese and all, and never seals twice alike', (profile) => {
  const content = { body: '宿舍电费：“三月” 😀' };
  const sealed = sealStrongRequest(profile, APP, PATH, content, AT);
  const again = sealStrongRequest(profile, APP, PATH, content, AT);
  expect(new Set([sealed.body, again.body, sealed.nonce, again.nonce]).size).toBe(4);
  expect(isStrong(sealed.headers)).toBe(true);
  const claim = claimOf(sealed.headers);
  if (!claim) throw new Error('no claim');
  expect(isStrongRequestSignedBy(APP, claim, PATH, Buffer.from(sealed.body))).toBe(true);
  expect(JSON.parse(openStrongRequest(APP, claim, PATH, JSON.parse(sealed.body).param))).toEqual(content);
  const asked = { ...claim, path: PATH };
  const answer = sealStrongResponse(APP, asked, 0, '{"a":"1"}', AT);
  expect(openStrongResponse(APP, asked, answer, AT)).toEqual({ retCode: 0, text: '{"a":"1"}' });
  const told = sealStrongNotification(profile, APP, '7', content, AT);
  expect(JSON.parse(openStrongNotification(profile, APP, told, AT) ?? '')).toEqual(content);
});

test.each(STRONG)('%s accepts no answer to another request', (profile) => {
  const asked = { profile, appId: APP.appId, path: PATH, nonce: NONCE };
  const answer = sealStrongResponse(APP, asked, 0, '{}', AT);
  const open = (change: object, given = answer, now = AT) =>
    openStrongResponse(APP, { ...asked, ...change }, given, now);
  expect(open({})).toBeDefined();
  expect(open({ nonce: `x${NONCE.slice(1)}` })).toBeUndefined();
  expect(open({ path: '/pay_api/order_cancel' })).toBeUndefined();
  expect(open({ appId: 'partner2' })).toBeUndefined();
  expect(open({ profile: profile === 'v2' ? 'v2-sm' : 'v2' })).toBeUndefined();
  expect(open({}, { ...answer, body: answer.body.replace('0', '1') })).toBeUndefined();
  expect(open({}, { ...answer, headers: {} })).toBeUndefined();
  expect(open({}, answer, new Date(AT.getTime() + 301_000))).toBeUndefined();
  // an answer played back as a request, and the other way round
  const request = sealStrongRequest(profile, APP, PATH, {}, AT);
  expect(open({ nonce: request.nonce }, request)).toBeUndefined();
  expect(openStrongResponse({ ...APP, appSecret: 'another secret' }, asked, answer, AT)).toBeUndefined();
});

test.each(STRONG)('%s accepts no notification that is changed, old or of another app', (profile) => {
  const told = sealStrongNotification(profile, APP, '42', { a: '1' }, AT);
  const open = (change: object, keys = APP, now = AT) =>
    openStrongNotification(profile, keys, { ...told, ...change }, now);
  const { [WEBHOOK.signature]: signature = '', ...unsigned } = told.headers;
  expect(open({})).toBe('{"a":"1"}');
  expect(open({ headers: { ...told.headers, [WEBHOOK.signature]: `v1,AAAA ${signature}` } })).toBe(
    '{"a":"1"}',
  );
  expect(open({ headers: unsigned })).toBeUndefined();
  expect(open({ headers: { ...told.headers, [WEBHOOK.id]: '43' } })).toBeUndefined();
  expect(open({ headers: { ...told.headers, [WEBHOOK.timestamp]: '1790000001' } })).toBeUndefined();
  expect(open({ body: `${told.body} ` })).toBeUndefined();
  expect(open({}, { ...APP, appId: 'partner2' })).toBeUndefined();
  expect(open({}, APP, new Date(AT.getTime() - 301_000))).toBeUndefined();
});

test.each([
  ['nothing', {}],
  ['no nonce', { [HEADER.nonce]: undefined }],
  ['a short nonce', { [HEADER.nonce]: 'abc' }],
  ['two nonces', { [HEADER.nonce]: `${NONCE}, ${NONCE}` }],
  ['milliseconds', { [HEADER.timestamp]: `${TIMESTAMP}000` }],
  ['a sign before the time', { [HEADER.timestamp]: `+${TIMESTAMP}` }],
  ['an unknown profile', { [HEADER.profile]: 'v3' }],
  ['the first profile', { [HEADER.profile]: 'v1' }],
  ['a line break in the appid', { [HEADER.appId]: 'a\nb' }],
  ['a signature in hexadecimal', { [HEADER.signature]: 'ab'.repeat(32) }],
])('headers with %s claim nothing', (what, change) => {
  const headers = what === 'nothing' ? {} : { ...headersOf('v2', golden.v2.request.signature), ...change };
  expect(claimOf(headers)).toBeUndefined();
});

function headersOf(profile: StrongProfile, signature: string) {
  return {
    [HEADER.appId]: APP.appId,
    [HEADER.profile]: profile,
    [HEADER.timestamp]: TIMESTAMP,
    [HEADER.nonce]: NONCE,
    [HEADER.signature]: signature,
  };
}

function webhook(signature: string) {
  return { [WEBHOOK.id]: '42', [WEBHOOK.timestamp]: TIMESTAMP, [WEBHOOK.signature]: signature };
}
