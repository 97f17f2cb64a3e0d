import type { AccountField } from '@zhixiao/contract/account-field';

/** A receipt needs nothing; a seal makes it the school's. */
const RECEIPT_FIELDS: readonly AccountField[] = [
  {
    name: 'sealPng',
    kind: 'file',
    isOptional: true,
    label: { zh: '印章图片（透明底 PNG，200 KB 以内，选填）', en: 'Seal (PNG, up to 200 KB, optional)' },
  },
];

/** As the tax office and 诺税通 have them. */
const NUONUO_FIELDS: readonly AccountField[] = [
  { name: 'appKey', kind: 'text', label: { zh: 'appKey', en: 'appKey' } },
  { name: 'appSecret', kind: 'text', isSecret: true, label: { zh: 'appSecret', en: 'appSecret' } },
  { name: 'sellerTaxNo', kind: 'text', label: { zh: '学校纳税人识别号', en: 'Taxpayer number' } },
  {
    name: 'sellerName',
    kind: 'text',
    label: { zh: '销方名称（与税务登记一致）', en: 'Seller (registered name)' },
  },
  { name: 'sellerPhone', kind: 'text', label: { zh: '销方电话', en: 'Telephone' } },
  { name: 'sellerAddress', kind: 'text', label: { zh: '销方地址', en: 'Address' } },
  { name: 'clerk', kind: 'text', label: { zh: '开票员（与登录电子税务局的姓名一致）', en: 'Clerk' } },
  { name: 'goodsName', kind: 'text', label: { zh: '商品名称', en: 'Goods' } },
  { name: 'goodsCode', kind: 'text', label: { zh: '税收分类编码（19 位）', en: 'Tax code of the goods' } },
  {
    name: 'taxRate',
    kind: 'text',
    label: { zh: '税率（如 0.03；免税填 0）', en: 'Tax rate, for example 0.03' },
  },
  {
    name: 'zeroRateFlag',
    kind: 'choice',
    isOptional: true,
    label: { zh: '零税率标识（税率为 0 时选）', en: 'Zero-rate type' },
    choices: [
      { value: '', label: { zh: '不适用', en: 'None' } },
      { value: '1', label: { zh: '免税', en: 'Exempt' } },
      { value: '2', label: { zh: '不征税', en: 'Not taxed' } },
      { value: '3', label: { zh: '普通零税率', en: 'Zero rate' } },
    ],
  },
  {
    name: 'extensionNumber',
    kind: 'text',
    isOptional: true,
    label: { zh: '分机号（有多台时填）', en: 'Extension number (optional)' },
  },
];

export const INVOICE_FIELDS = { receipt: RECEIPT_FIELDS, nuonuo: NUONUO_FIELDS } as const;
