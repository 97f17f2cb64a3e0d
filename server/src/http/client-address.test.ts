import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

const PROXY = '10.0.0.9';

test.each([
  // [proxies, X-Forwarded-For, the client]
  [0, '203.0.113.7', PROXY],
  [1, undefined, PROXY],
  [1, '', PROXY],
  [1, ' , ,', PROXY],
  [1, '203.0.113.7', '203.0.113.7'],
  [1, '203.0.113.7:51234', '203.0.113.7'],
  [1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  [1, 'unknown, 203.0.113.7', '203.0.113.7'],
  [1, '198.51.100.1, unknown', PROXY],
  [1, '198.51.100.1, <script>', PROXY],
  [1, ', 203.0.113.7 , ,', '203.0.113.7'],
  [1, '198.51.100.1, [2001:db8::7]:443', '2001:db8::7'],
  [2, '198.51.100.1, 203.0.113.7, 10.0.0.8', '203.0.113.7'],
  [2, '203.0.113.7:1, 10.0.0.8:2', '203.0.113.7'],
  // fewer than the proxies there are: what there is
  [2, '203.0.113.7', '203.0.113.7'],
  [3, 'unknown, 10.0.0.8', PROXY],
])('behind %i proxies %j tells of %s', (proxies, forwarded, address) => {
  expect(clientAddress(PROXY, forwarded, proxies)).toBe(address);
});

test('a connection has its own address, IPv4 without its wrapping, and one without any is of this machine', () => {
  expect(clientAddress('::ffff:203.0.113.7', undefined, 0)).toBe('203.0.113.7');
  expect(clientAddress('fe80::1%eth0', undefined, 0)).toBe('fe80::1');
  expect(clientAddress(undefined, undefined, 1)).toBe('127.0.0.1');
});
