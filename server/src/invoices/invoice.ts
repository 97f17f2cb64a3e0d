import { randomBytes } from 'node:crypto';
import type { InvoiceSource, InvoiceStatus } from '@zhixiao/contract/codes/invoices';
import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import type { Buyer, InvoiceFileKind, InvoiceProviderName, IssuedInvoice } from './provider.ts';

export type { InvoiceSource, InvoiceStatus };

/** One attempt to give an order its invoice. Amounts are fen. */
export interface Invoice {
  readonly appId: string;
  readonly invoiceNo: string;
  readonly orderId: string;
  readonly source: InvoiceSource;
  readonly status: InvoiceStatus;
  readonly terms: InvoiceRequest;
  readonly verifyCode: string;
  readonly fileCode: string;
  readonly createdAt: Date;
  /** What was sent, from its first sending on. */
  readonly sent: SentInvoice | undefined;
  readonly issued: IssuedInvoice | undefined;
  readonly archivedAt: Date | undefined;
  readonly failure: string | undefined;
  readonly reissues: boolean;
  /** The reversal under way or done. */
  readonly reversal: { readonly reversalNo: string; readonly requestBody: string } | undefined;
  readonly reversalNumber: string | undefined;
  /** When a worker goes on with it; of a claimed one, when its lease ends. */
  readonly dueAt: Date | undefined;
  readonly checks: number;
}

/** Decided when an invoice is first sent; `accountId` is undefined for built-in receipts without an account. */
export interface SentInvoice {
  readonly provider: InvoiceProviderName;
  readonly accountId: string | undefined;
  readonly amount: number;
  readonly requestBody: string;
}

/** A document as it was issued. */
export interface InvoiceFile {
  readonly kind: InvoiceFileKind;
  readonly content: Buffer;
}

/** Gaps between questions about an invoice; a provider that is away for days is still asked. */
const GAPS_MS = [
  3 * SECOND_MS,
  5 * SECOND_MS,
  15 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
];

/** A document's files are requested this often, within seven minutes, before an alert. */
export const FILE_TRIES = 5;

export function nextInvoiceGapMs(checks: number): number {
  return GAPS_MS[Math.min(checks, GAPS_MS.length - 1)] ?? HOUR_MS;
}

/** The first field in which a repeated request differs, by its wire name. */
export function firstInvoiceDifference(one: InvoiceRequest, other: InvoiceRequest): string | undefined {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof InvoiceRequest>;
  return [...fields].find((field) => one[field] !== other[field]);
}

/** Whom the invoice is made out to. */
export function buyerOf(terms: InvoiceRequest): Buyer {
  const { payer_taxnum: taxNo, payer_address: address, payer_bank: bank, payer_email: email } = terms;
  const isCompany = terms.payer_type === 2;
  return {
    type: isCompany ? 'company' : 'individual',
    name: terms.payer_name,
    phone: terms.phone,
    ...(isCompany && taxNo !== undefined ? { taxNo } : {}),
    ...(address === undefined ? {} : { address }),
    ...(bank === undefined ? {} : { bank }),
    ...(email === undefined ? {} : { email }),
  };
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LETTERS = 16;

/** 80 random bits in letters that can be read out and typed: the address of a document's page or file. */
export function newDocumentCode(): string {
  return Array.from(randomBytes(CODE_LETTERS), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** The address where a holder of the document verifies it. */
export function verifyUrl(publicUrl: string, verifyCode: string): string {
  return `${publicUrl}/receipt/${verifyCode}`;
}

/** The address where the requester downloads the document. */
export function fileUrl(publicUrl: string, fileCode: string, kind: InvoiceFileKind = 'pdf'): string {
  return `${publicUrl}/invoice-files/${fileCode}.${kind}`;
}

/** Where a provider sends its hints. */
export const HINT_PATH = '/callbacks/invoices/:invoiceAccountId';
export function hintUrl(publicUrl: string, accountId: string | undefined): string {
  return `${publicUrl}${HINT_PATH.replace(':invoiceAccountId', accountId ?? 'receipt')}`;
}
