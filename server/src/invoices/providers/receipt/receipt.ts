import type { InvoiceAccount, InvoiceTerms } from '../../provider.ts';

/** What stands on a receipt; the built-in issuer's request, and all it needs to draw the same one again. */
export interface Receipt extends Omit<InvoiceTerms, 'callbackUrl' | 'paidAt' | 'orderNumber'> {
  /** None on those that an earlier release asked for. */
  readonly orderNumber?: string;
  readonly paidAt: string;
  readonly issuedAt: string;
  /** The image of the school's seal, a PNG in base64; none unless the school has given one. */
  readonly sealPng?: string;
  /** Of a sandbox: no money was paid. */
  readonly isSpecimen?: boolean;
}

export function receiptOf(
  account: InvoiceAccount,
  { callbackUrl: _, ...terms }: InvoiceTerms,
  issuedAt: Date,
  isSpecimen: boolean,
): Receipt {
  const { sealPng } = account.settings;
  return {
    ...terms,
    paidAt: terms.paidAt.toISOString(),
    issuedAt: issuedAt.toISOString(),
    ...(typeof sealPng === 'string' ? { sealPng } : {}),
    ...(isSpecimen ? { isSpecimen } : {}),
  };
}
