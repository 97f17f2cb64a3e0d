import { expect, test } from 'vitest';
import type { InvoiceTerms } from '../../provider.ts';
import type { NuonuoAccount } from './account.ts';
import { billingRequestBody, invoiceStateOf } from './blue.ts';

const ACCOUNT: NuonuoAccount = {
  accountId: 'nuonuo-1',
  appKey: 'SD12345678',
  appSecret: 'secret-1',
  sellerTaxNo: '12100000400000624D',
  sellerName: '知校示范大学',
  sellerPhone: '028-85400000',
  sellerAddress: '成都市一环路南一段24号',
  clerk: '李会计',
  goodsName: '*物业管理服务*住宿费',
  goodsCode: '3040801020000000000',
  taxRate: '0.03',
  zeroRateFlag: '',
  extensionNumber: '',
};
const TERMS: InvoiceTerms = {
  invoiceNo: '1795000000000000001',
  buyer: { type: 'individual', name: '小明' },
  schoolName: '知校示范大学',
  orderNumber: 'E20261123',
  item: '住宿费',
  amount: 120_005,
  channel: 'wechat',
  transactionId: '4200000001',
  paidAt: new Date('2026-11-23T16:00:00Z'),
  verifyUrl: 'https://pay.example.edu.cn/receipt/1',
  callbackUrl: 'https://pay.example.edu.cn/callbacks/invoices/nuonuo-1',
};

function lineOf(account: Partial<NuonuoAccount>, terms: Partial<InvoiceTerms> = {}): Record<string, string> {
  const { order } = JSON.parse(billingRequestBody({ ...ACCOUNT, ...account }, { ...TERMS, ...terms })) as {
    order: { invoiceDetail: [Record<string, string>] };
  };
  return order.invoiceDetail[0];
}

test.each([
  ['0.03', '', '0', ''],
  ['0.03', '1', '0', ''],
  ['0', '1', '03', '1'],
  ['0', '2', '04', '2'],
  ['0', '3', '0', '3'],
])('at rate %s with 零税率标识 %j the policy is %s', (taxRate, zeroRateFlag, favouredPolicyFlag, told) => {
  expect(lineOf({ taxRate, zeroRateFlag })).toMatchObject({
    taxRate,
    favouredPolicyFlag,
    zeroRateFlag: told,
  });
});

test('a long item is cut between characters, and amounts are yuan', () => {
  const line = lineOf({}, { item: '𬱖'.repeat(41) });
  expect(line.specType).toBe('𬱖'.repeat(40));
  expect(line).toMatchObject({ price: '1200.05', taxIncludedAmount: '1200.05', num: '1' });
});

test.each([
  [{ status: '20' }, 'issuing'],
  [{ status: '21' }, 'issuing'],
  [{ status: '22', failCause: '商品编码不存在' }, 'failed'],
  [{ status: '31' }, 'failed'],
  [{ status: '99' }, 'issuing'],
  [{ status: '20', statusMsg: '开票员需要扫码认证' }, 'blocked_auth'],
  [{ status: '2' }, 'issuing'],
  [
    { status: '2', allElectronicInvoiceNumber: '26510000000000000001', invoiceTime: 1_795_000_000_000 },
    'issued',
  ],
])('%j is %s', (record, status) => {
  expect(invoiceStateOf(record)).toMatchObject({ status });
});

test('a seal that failed is told apart: the invoice exists', () => {
  expect(invoiceStateOf({ status: '24' })).toBe('seal_failed');
});
