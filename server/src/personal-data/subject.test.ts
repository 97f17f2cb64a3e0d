import { expect, test } from 'vitest';
import { withoutPerson } from './subject.ts';

test.each([
  ['AB20317', '住宿费 AB20317', '住宿费 AB***17'],
  ['ab20317', '住宿费 AB20317、Ab20317', '住宿费 AB***17、Ab***17'],
  ['AB20317', '住宿费 ａｂ２０３１７', '住宿费 ａｂ***１７'],
  ['a.b+20', 'a.b+20 axb+20', 'a.**20 axb+20'],
  ['$&$&1234', '费 $&$&1234', '费 $&****34'],
  ['123', '房间 1234', '房间 1234'],
])('number %s in “%s”', (userNo, text, expected) => {
  expect(withoutPerson(text, { userNo })).toBe(expected);
});

test.each([
  ['Anna Li', 'ANNA LI 的费用', 'A*** 的费用'],
  ['金丝雀', '金丝雀（金丝雀）', '金**（金**）'],
  ['金', '金额', '金额'],
])('name %s in “%s”', (userName, text, expected) => {
  expect(withoutPerson(text, { userName })).toBe(expected);
});
