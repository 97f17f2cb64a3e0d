import { reasonText } from '@zhixiao/contract/words/reasons';
import { Type } from 'typebox';
import { accountReader } from '../../../lib/account-reader.ts';
import { recordText } from '../../../lib/read-record.ts';
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

const WRONG = '格式不正确';
const SETTINGS = Type.Object({
  appKey: recordText(/^\S{4,64}$/, WRONG),
  sellerTaxNo: recordText(/^[0-9A-Z]{15,20}$/, WRONG),
  sellerName: recordText(/^.{1,100}$/, WRONG),
  sellerPhone: recordText(/^[0-9-]{6,20}$/, WRONG),
  sellerAddress: recordText(/^.{1,80}$/, WRONG),
  clerk: recordText(/^.{1,20}$/, WRONG),
  goodsName: recordText(/^.{1,90}$/, WRONG),
  goodsCode: recordText(/^[0-9]{19}$/, WRONG),
  taxRate: recordText(/^0(\.[0-9]{1,4})?$/, WRONG),
  zeroRateFlag: Type.Optional(recordText(/^[1-3]$/, WRONG)),
  extensionNumber: Type.Optional(recordText(/^[0-9]{1,5}$/, WRONG)),
});
const SECRETS = Type.Object({ appSecret: recordText(/^[\s\S]{8,}$/, WRONG) });
const read = accountReader({ settings: SETTINGS, secrets: SECRETS }, refuse);

/** @throws InvalidInvoiceAccount naming the first field that is wrong */
export function nuonuoAccount(account: InvoiceAccount): NuonuoAccount {
  const { settings, secrets } = read(account);
  const { zeroRateFlag = '', extensionNumber = '' } = settings;
  if (Number(settings.taxRate) === 0 && zeroRateFlag === '')
    refuse('settings.zeroRateFlag', '税率为 0 时必填');
  return {
    accountId: account.invoiceAccountId,
    appSecret: secrets.appSecret,
    appKey: settings.appKey,
    sellerTaxNo: settings.sellerTaxNo,
    sellerName: settings.sellerName,
    sellerPhone: settings.sellerPhone,
    sellerAddress: settings.sellerAddress,
    clerk: settings.clerk,
    goodsName: settings.goodsName,
    goodsCode: settings.goodsCode,
    taxRate: settings.taxRate,
    zeroRateFlag,
    extensionNumber,
  };
}

function refuse(field: string, why: string): never {
  throw new InvalidInvoiceAccount(
    reasonText('account_field', { accountField: field, rule: why }),
    `“${field}” is not valid.`,
  );
}
