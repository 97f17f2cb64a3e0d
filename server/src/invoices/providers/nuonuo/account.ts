import { InvalidInvoiceAccount, type InvoiceAccount } from '../../provider.ts';

/** A school's 诺税通 account. */
export interface NuonuoAccount {
  readonly accountId: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** The school's own taxpayer number and telephone, as the tax office has them. */
  readonly sellerTaxNo: string;
  readonly sellerName: string;
  readonly sellerPhone: string;
  readonly sellerAddress: string;
  /** 开票员, who must be the name of the tax account that is signed in. */
  readonly clerk: string;
  /** What is sold, by the tax office's own list, and its rate, such as `0.03`, or `0` where it is exempt. */
  readonly goodsName: string;
  readonly goodsCode: string;
  readonly taxRate: string;
  /** 零税率标识 of goods at rate 0: `1` 免税, `2` 不征税, `3` 普通零税率. */
  readonly zeroRateFlag: string;
  /** 分机号 where the account has several. */
  readonly extensionNumber: string;
}

const RULES = {
  appKey: [/^\S{4,64}$/, true],
  sellerTaxNo: [/^[0-9A-Z]{15,20}$/, true],
  sellerName: [/^.{1,100}$/, true],
  sellerPhone: [/^[0-9-]{6,20}$/, true],
  sellerAddress: [/^.{1,80}$/, true],
  clerk: [/^.{1,20}$/, true],
  goodsName: [/^.{1,90}$/, true],
  goodsCode: [/^[0-9]{19}$/, true],
  taxRate: [/^0(\.[0-9]{1,4})?$/, true],
  zeroRateFlag: [/^[1-3]?$/, false],
  extensionNumber: [/^[0-9]{0,5}$/, false],
} as const satisfies Partial<Record<keyof NuonuoAccount, readonly [RegExp, boolean]>>;

/** @throws InvalidInvoiceAccount naming the first field that is wrong */
export function nuonuoAccount({ invoiceAccountId, settings, secrets }: InvoiceAccount): NuonuoAccount {
  const read = (name: keyof typeof RULES): string => {
    const [pattern, isNeeded] = RULES[name];
    const value = settings[name] ?? '';
    if (typeof value !== 'string' || !pattern.test(value) || (isNeeded && value === '')) {
      throw new InvalidInvoiceAccount(`${name}：格式不正确`);
    }
    return value;
  };
  const { appSecret } = secrets;
  if (typeof appSecret !== 'string' || appSecret.length < 8) {
    throw new InvalidInvoiceAccount('appSecret：格式不正确');
  }
  const [taxRate, zeroRateFlag] = [read('taxRate'), read('zeroRateFlag')];
  if (Number(taxRate) === 0 && zeroRateFlag === '') {
    throw new InvalidInvoiceAccount('zeroRateFlag：税率为 0 时必填');
  }
  return {
    accountId: invoiceAccountId,
    appSecret,
    appKey: read('appKey'),
    sellerTaxNo: read('sellerTaxNo'),
    sellerName: read('sellerName'),
    sellerPhone: read('sellerPhone'),
    sellerAddress: read('sellerAddress'),
    clerk: read('clerk'),
    goodsName: read('goodsName'),
    goodsCode: read('goodsCode'),
    taxRate,
    zeroRateFlag,
    extensionNumber: read('extensionNumber'),
  };
}
