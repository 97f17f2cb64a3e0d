import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runOperator } from '../helpers/gateway/operator.ts';

let gateway: Gateway;
let folder: string;
beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-invoices-'));
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const account = (...args: string[]) => runOperator(gateway, 'invoice-account', '--school', '10086', ...args);
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const NUONUO = {
  provider: 'nuonuo',
  settings: {
    appKey: 'SD12345678',
    sellerTaxNo: '12100000400000624D',
    sellerName: '知校示范大学',
    sellerPhone: '028-85400000',
    sellerAddress: '成都市一环路南一段24号',
    clerk: '李会计',
    goodsName: '*物业管理服务*住宿费',
    goodsCode: '3040801020000000000',
    taxRate: '0.03',
  },
  secrets: { appSecret: 'a-long-secret' },
};

test('a school issues receipts, receipts with its seal, invoices of 诺诺, and receipts again', async () => {
  expect(await account()).toBe('built-in receipts, without a seal\n');
  const seal = join(folder, 'seal.png');
  await writeFile(seal, Buffer.from(PIXEL, 'base64'));
  expect(await account('--seal', seal)).toMatch(/^in use {3}receipt/);
  const file = join(folder, 'nuonuo.json');
  await writeFile(file, JSON.stringify(NUONUO));
  const shown = await account('--file', file);
  expect(shown).toMatch(/in use {3}nuonuo .* secrets: appSecret .*callbacks\/invoices/);
  expect(shown).toMatch(/retired {2}receipt/);
  expect(shown).not.toContain('a-long-secret');
  expect(await account('--plain-receipts')).toContain('built-in receipts, without a seal');
});

test('an account that cannot be used is refused, naming the field', async () => {
  const file = join(folder, 'broken.json');
  await writeFile(file, JSON.stringify({ ...NUONUO, settings: { ...NUONUO.settings, clerk: '' } }));
  await expect(account('--file', file)).rejects.toThrow('clerk');
  await writeFile(file, JSON.stringify({ provider: 'paper' }));
  await expect(account('--file', file)).rejects.toThrow('provider');
});
