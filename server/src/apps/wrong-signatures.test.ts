import { expect, test } from 'vitest';
import { createLog } from '../lib/log.ts';
import { TooManyWrongSignatures, wrongSignatures } from './wrong-signatures.ts';

const LIMITS = { everyMs: 60_000, free: 3, waitMs: 40, waitingMax: 2, alertFrom: 5 };

function noted(limits: Partial<typeof LIMITS> = {}) {
  const { promise: firstLine, resolve } = Promise.withResolvers<void>();
  const lines: Record<string, unknown>[] = [];
  const log = createLog('warn', {
    write: (line) => {
      lines.push(JSON.parse(line));
      resolve();
    },
  });
  return { note: wrongSignatures(log, { ...LIMITS, ...limits }), lines, firstLine };
}

test('each app has one log line, an alert when there are many', async () => {
  const { note, lines, firstLine } = noted({ everyMs: 30, free: 100 });
  for (let each = 0; each < 4; each += 1) await note('a', '203.0.113.7');
  await note('a', '203.0.113.8');
  await note('b', '2001:db8::1');
  await note('b', '2001:db8::2');
  await firstLine;
  expect(lines).toMatchObject([
    { appId: 'a', count: 5, addresses: 2, mostFrom: '203.0.113.7', alert: 'signature_failures' },
    { appId: 'b', count: 2, addresses: 1, mostFrom: '2001:db8::/64' },
  ]);
  expect(lines[1]).not.toHaveProperty('alert');
});

test('who goes on waits, for his own app and address alone; too many at once are sent away', async () => {
  const { note } = noted();
  const took = async (appId: string, address: string) => {
    const began = performance.now();
    await note(appId, address);
    return performance.now() - began;
  };
  for (let each = 0; each < 3; each += 1) await note('a', '203.0.113.7');
  expect(await took('a', '203.0.113.7')).toBeGreaterThan(LIMITS.waitMs * 0.9);
  const order: string[] = [];
  const slow = note('a', '203.0.113.7').then(() => order.push('slow'));
  await note('a', '203.0.113.8').then(() => order.push('another address'));
  await note('b', '203.0.113.7').then(() => order.push('another app'));
  const second = note('a', '203.0.113.7');
  await expect(note('a', '203.0.113.7')).rejects.toThrow(TooManyWrongSignatures);
  await Promise.all([slow, second]);
  expect(order).toEqual(['another address', 'another app', 'slow']);
});

test('addresses without end are counted as one in the end', async () => {
  const { note, lines, firstLine } = noted({ everyMs: 200, free: 10_000 });
  for (let each = 0; each < 1_500; each += 1) await note('a', `10.0.${each >> 8}.${each & 255}`);
  await firstLine;
  expect(lines).toMatchObject([{ count: 1_500, addresses: 1_001, mostFrom: 'others' }]);
});
