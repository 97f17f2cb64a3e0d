import { yuanOf } from '@zhixiao/contract/money';
import { reasonText } from '@zhixiao/contract/words/reasons';
import type { InvoiceState, InvoiceTerms, IssuedInvoice } from '../../provider.ts';
import type { NuonuoAccount } from './account.ts';
import { INVOICE_STATUS } from './codes.ts';

/** The body of requestBillingNew: one line, 数电普票, delivered by us and not by 诺诺. */
export function billingRequestBody(account: NuonuoAccount, terms: InvoiceTerms): string {
  const { buyer } = terms;
  const isZeroRated = Number(account.taxRate) === 0;
  return JSON.stringify({
    order: {
      orderNo: terms.invoiceNo,
      invoiceType: '1',
      invoiceLine: 'pc',
      buyerName: buyer.name,
      buyerTaxNum: buyer.taxNo ?? '',
      buyerPhone: buyer.phone ?? '',
      email: buyer.email !== undefined && buyer.email.length <= 50 ? buyer.email : '',
      buyerAddress: buyer.address ?? '',
      buyerAccount: buyer.bank ?? '',
      naturalPersonFlag: buyer.type === 'individual' ? '1' : '0',
      pushMode: '-1',
      salerTaxNum: account.sellerTaxNo,
      salerTel: account.sellerPhone,
      salerAddress: account.sellerAddress,
      clerk: account.clerk,
      extensionNumber: account.extensionNumber,
      invoiceDate: formatDate(terms.paidAt),
      remark: terms.memo ?? '',
      callBackUrl: terms.callbackUrl,
      invoiceDetail: [
        {
          goodsName: account.goodsName,
          goodsCode: account.goodsCode,
          specType: [...terms.item].slice(0, 40).join(''),
          withTaxFlag: '1',
          num: '1',
          price: yuanOf(terms.amount),
          taxIncludedAmount: yuanOf(terms.amount),
          taxRate: account.taxRate,
          favouredPolicyFlag: (isZeroRated && POLICIES[account.zeroRateFlag]) || '0',
          zeroRateFlag: isZeroRated ? account.zeroRateFlag : '',
        },
      ],
    },
  });
}

/** 数电: favouredPolicyFlag by zeroRateFlag, 03 免税 and 04 不征税; 普通零税率 (3) is no policy. */
const POLICIES: Readonly<Record<string, string>> = { 1: '03', 2: '04' };

/** One record of queryInvoiceResult; `seal_failed` exists and is to be sealed again. */
export function invoiceStateOf(record: Record<string, unknown>): InvoiceState | 'seal_failed' {
  const reason =
    text(record.failCause) || text(record.statusMsg) || reasonText('invoice_unexplained', { who: '诺诺' });
  switch (INVOICE_STATUS[String(record.status)] ?? 'issuing') {
    case 'issued': {
      const invoice = issuedInvoiceOf(record);
      return invoice ? { status: 'issued', invoice } : { status: 'issuing' };
    }
    case 'failed':
      return { status: 'failed', reason };
    case 'seal_failed':
      return 'seal_failed';
    case 'void':
      return { status: 'failed', reason: reasonText('invoice_void', { message: reason }) };
    case 'issuing':
      // nothing but an answer that says so ends an invoice
      return /认证|扫码|人脸|登录/.test(text(record.failCause) || text(record.statusMsg))
        ? { status: 'blocked_auth', reason }
        : { status: 'issuing' };
  }
}

function issuedInvoiceOf(record: Record<string, unknown>): IssuedInvoice | undefined {
  const number = text(record.allElectronicInvoiceNumber) || text(record.invoiceNo);
  const issuedAt = new Date(Number(record.invoiceTime));
  if (number === '' || Number.isNaN(issuedAt.getTime())) return undefined;
  const code = text(record.invoiceCode);
  const files = [
    { kind: 'pdf', url: text(record.pdfUrl) },
    { kind: 'ofd', url: text(record.ofdUrl) },
    { kind: 'xml', url: text(record.xmlUrl) },
  ] as const;
  return {
    providerRef: text(record.serialNo),
    number,
    ...(code === '' ? {} : { code }),
    issuedAt,
    files: files.filter(({ url }) => URL.canParse(url)),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** `YYYY-MM-DD HH:mm:ss` in Beijing. */
function formatDate(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
