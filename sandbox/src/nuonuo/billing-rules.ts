import { fenOf } from '../yuan.ts';
import type { NuonuoAccount } from './account-store.ts';

/** What 诺诺 would not take an order for, in its words; undefined when it takes it. */
export function problemOf(order: Record<string, unknown>, account: NuonuoAccount): string | undefined {
  const text = (name: string) => (typeof order[name] === 'string' ? (order[name] as string) : '');
  const needed = [
    'orderNo',
    'buyerName',
    'salerTaxNum',
    'salerTel',
    'salerAddress',
    'clerk',
    'invoiceDate',
    'invoiceLine',
  ];
  const missing = needed.find((name) => text(name) === '');
  if (missing !== undefined) return `${missing} 不能为空`;
  if (text('orderNo').length > 20) return 'orderNo 长度不能超过 20';
  if (text('buyerName').length > 100) return 'buyerName 长度不能超过 100';
  if (text('remark').length > 200) return 'remark 长度不能超过 200';
  if (text('email').length > 50) return 'email 长度不能超过 50';
  if (text('invoiceType') !== '1') return 'invoiceType 不正确';
  if (text('invoiceLine') !== 'pc') return 'invoiceLine 不正确';
  if (!/^(-1|0|1|2)$/.test(text('pushMode'))) return 'pushMode 不正确';
  if (text('salerTaxNum') !== account.taxNo) return '销方税号与授权税号不一致';
  if (text('clerk') !== account.clerk) return '开票员与登录账号不一致';
  if (text('naturalPersonFlag') === '0' && text('buyerTaxNum') === '') return '购方税号不能为空';
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text('invoiceDate'))) return 'invoiceDate 格式不正确';
  const details = order.invoiceDetail;
  if (!Array.isArray(details) || details.length === 0) return 'invoiceDetail 不能为空';
  const [line] = details as Record<string, unknown>[];
  if (!/^[0-9]{19}$/.test(String(line?.goodsCode))) return 'goodsCode 不正确';
  if (!fenOf(String(line?.taxIncludedAmount))) return 'taxIncludedAmount 不正确';
  return undefined;
}
