import { reasonText } from '@zhixiao/contract/words/reasons';
import type { ReversalState, ReversalTerms } from '../../provider.ts';
import type { NuonuoAccount } from './account.ts';
import { FORM_STATUS } from './codes.ts';

/** 冲红原因 4: 销售折让, which money that went back is. */
const REASON = '4';
const SELLER = '0';

/** The body of saveInvoiceRedConfirm; red invoices of 数电普票 are issued by themselves once it is confirmed. */
export function redFormRequestBody(account: NuonuoAccount, terms: ReversalTerms, buyerName: string): string {
  return JSON.stringify({
    billId: terms.reversalNo,
    blueInvoiceLine: 'pc',
    applySource: SELLER,
    blueElecInvoiceNumber: terms.issued.number,
    sellerTaxNo: account.sellerTaxNo,
    sellerName: account.sellerName,
    buyerName,
    redReason: REASON,
    extensionNumber: account.extensionNumber,
    callbackUrl: terms.callbackUrl,
  });
}

export function redFormQuery(reversalNo: string): string {
  return JSON.stringify({ identity: SELLER, billId: reversalNo, pageSize: '10', pageNo: '1' });
}

/** The body of refreshInvoiceRedConfirm; undefined while the form has no number at the tax office. */
export function redFormRefresh(
  account: NuonuoAccount,
  { billUuid }: Record<string, unknown>,
): string | undefined {
  if (typeof billUuid !== 'string' || billUuid === '') return undefined;
  return JSON.stringify({ identity: SELLER, billUuid, extensionNumber: account.extensionNumber });
}

/** One record of queryInvoiceRedConfirm: confirmed is not reversed, the red invoice's number is. */
export function reversalStateOf(record: Record<string, unknown>): ReversalState {
  const number = record.redInvoiceNumber;
  if (typeof number === 'string' && number !== '') return { status: 'reversed', number };
  switch (FORM_STATUS[String(record.billStatus)] ?? 'reversing') {
    case 'awaiting_buyer':
      return { status: 'awaiting_buyer' };
    case 'dead': {
      const message = record.billMessage;
      return {
        status: 'failed',
        reason: typeof message === 'string' && message !== '' ? message : reasonText('reversal_void'),
      };
    }
    case 'confirmed':
    case 'reversing':
      return { status: 'reversing' };
  }
}
