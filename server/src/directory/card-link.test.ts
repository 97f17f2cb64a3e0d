import { expect, test } from 'vitest';
import { allowedCardLink, filledTemplate } from './card-link.ts';

const APPS = ['20000021', '2021004100000002'];
const CARD = 'alipays://platformapi/startapp?appId=20000021&b=m&p=104601056069';
const forwarded = (link: string) => `https://ds.alipay.com/?scheme=${encodeURIComponent(link)}`;
/** As the interface document prints it (2.7). */
const DOCUMENT =
  'https://ds.alipay.com/?scheme=alipays%3a%2f%2fplatformapi%2fstartapp%3fappId%3d20000021%26b%3dm%26p%3d104601056069';

test.each([CARD, forwarded(CARD), DOCUMENT])('%s is given out by the forwarder', (link) => {
  expect(allowedCardLink(link, APPS)).toBe(forwarded(CARD));
  expect(decodeURIComponent(forwarded(CARD))).toBe(decodeURIComponent(DOCUMENT));
});

test.each([
  'alipays://platformapi/startapp?appId=20000067&url=https%3A%2F%2Fevil.example',
  'alipays://platformapi/startapp?appId=20000021&appId=20000067',
  'alipays://platformapi/startapp?b=m',
  'alipays://platformapi/startapp',
  'alipays://platformapi/other?appId=20000021',
  'ALIPAYS://evil/startapp?appId=20000021',
  'alipays://user@platformapi/startapp?appId=20000021',
  'https://ds.alipay.com.evil.example/?scheme=x',
  'https://ds.alipay.com@evil.example/',
  `https://ds.alipay.com/?scheme=${encodeURIComponent(CARD)}&next=x`,
  `https://ds.alipay.com/?scheme=${encodeURIComponent(CARD)}#x`,
  `https://ds.alipay.com/path?scheme=${encodeURIComponent(CARD)}`,
  forwarded(forwarded(CARD)),
  forwarded('https://evil.example/?appId=20000021'),
  'https://ds.alipay.com/?scheme=%',
  `${CARD}&x={user_no}`,
  `${CARD}#x`,
  `${CARD}\n`,
  `${CARD}&p=学`,
  `${CARD}&p=${'1'.repeat(2_048)}`,
  'javascript:alert(1)',
  '',
])('%s is not', (link) => {
  expect(allowedCardLink(link, APPS)).toBeUndefined();
});

test('what a person brings into a template stays inside its place', () => {
  const link = filledTemplate('alipays://platformapi/startapp?appId=20000021&no={user_no}&id={open_id}', {
    userNo: 'A&appId=2#/{open_id}',
    openId: 'LkEb9zWC5xGAAAAWPwAVGQ',
  });
  const allowed = allowedCardLink(link, APPS) ?? '';
  const inner = new URL(new URL(allowed).searchParams.get('scheme') ?? '').searchParams;
  expect([...inner]).toEqual([
    ['appId', '20000021'],
    ['no', 'A&appId=2#/{open_id}'],
    ['id', 'LkEb9zWC5xGAAAAWPwAVGQ'],
  ]);
});
