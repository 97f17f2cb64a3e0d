import { cpuUsage } from 'node:process';
import { expect, test } from 'vitest';
import { maskName, maskNumber, maskPeople, maskPersonal } from './mask.ts';

test.each([
  ['zhang.san@example.edu.cn 写信来', 'z***@example.edu.cn 写信来'],
  ['a@b.cn,c+d@e.cn', 'a***@b.cn,c***@e.cn'],
  ['x@a.b+zhangsan@c.cn', 'x***@a***@c.cn'],
  [`${'long.'.repeat(40)}name@a.cn`, 'l***@a.cn'],
  ['张三zhangsan@a.cn', '张三z***@a.cn'],
  ['no@domain and @nobody.cn a@ @', 'no@domain and @nobody.cn a@ @'],
  ['13912345678', '139****5678'],
  ['11010119900307109X', '110****109X'],
  ['openid=oUpF8uMuAJO_M2pxb1Q9zNjWeS6o;', 'openid=oUpF8u***;'],
  ['oCanary00000000000000000zhan', 'oCanar***'],
  ['xoUpF8uMuAJO_M2pxb1Q9zNjWeS6o is none', 'xoUpF8uMuAJO_M2pxb1Q9zNjWeS6o is none'],
])('addresses and numbers of people in %j are masked', (text, masked) => {
  expect([maskPersonal(text), maskPeople(text)]).toEqual([masked, masked]);
});

const LENGTH = 400_000;
const FILLERS = ['a', '1', '-', '@', 'a@', '@a.', 'a@a.', '1X', '+.', ' ', '中', '123456789012', 'o', 'o-'];

test.each(FILLERS)('a text of nothing but %j costs no more than its length', (filler) => {
  const text = filler.repeat(LENGTH / filler.length);
  const before = cpuUsage();
  for (const mask of [maskName, maskNumber, maskPeople, maskPersonal]) mask(text);
  const { user, system } = cpuUsage(before);
  // what is quadratic takes minutes
  expect((user + system) / 1000).toBeLessThan(5_000);
});
