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
  return (details as Record<string, unknown>[]).map(problemOfLine).find((problem) => problem !== undefined);
}

/** 免税, 不征税 and 普通零税率: how favouredPolicyFlag (数电) and zeroRateFlag go together. */
const ZERO_RATES = ['03/1', '04/2', '0/3'];

function problemOfLine(line: Record<string, unknown>): string | undefined {
  const text = (name: string) => String(line[name] ?? '');
  if (text('goodsName') === '') return 'goodsName 不能为空';
  if (!/^[0-9]{19}$/.test(text('goodsCode'))) return 'goodsCode 不正确';
  if (!/^[01]$/.test(text('withTaxFlag'))) return 'withTaxFlag 不正确';
  if (!/^0(?:\.\d{1,4})?$/.test(text('taxRate'))) return 'taxRate 不正确';
  const total = fenOf(text('taxIncludedAmount'));
  if (!total) return 'taxIncludedAmount 不正确';
  if (text('withTaxFlag') === '1' && Math.round(Number(line.price) * Number(line.num) * 100) !== total) {
    return '单价与数量之积与含税金额不一致';
  }
  const isPaired = ZERO_RATES.includes(`${text('favouredPolicyFlag')}/${text('zeroRateFlag')}`);
  const isRight = Number(text('taxRate')) === 0 ? isPaired : text('zeroRateFlag') === '';
  return isRight ? undefined : '零税率标识与税率、优惠政策标识不一致';
}
