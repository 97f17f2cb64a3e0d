import type { ChannelName } from '@zhixiao/contract/codes/channels';
import type { InvoiceProvider as InvoiceProviderName } from '@zhixiao/contract/codes/invoices';
import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Outcome } from '../lib/outcome.ts';

/** The port every invoice provider implements. A provider touches no table: it gets stored state as a parameter. */
export type { InvoiceProviderName };

/** A school's account at a provider with its secrets opened. `settings` and `secrets` are the provider's own. */
export interface InvoiceAccount {
  readonly invoiceAccountId: string;
  readonly provider: InvoiceProviderName;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}

/** An account record that cannot be used; the message names the field, never its value. */
export class InvalidInvoiceAccount extends Error {
  readonly inEnglish: string;
  constructor(message: string, inEnglish: string) {
    super(message);
    this.inEnglish = inEnglish;
  }
}

const SEAL_PROBLEMS = {
  not_png: {
    zh: '不是 PNG 图片，请用看图软件另存为 PNG 后重新上传',
    en: 'is not a PNG image. Save it as PNG in an image editor and upload that.',
  },
  damaged: {
    zh: '已损坏或不完整，请用看图软件重新另存为 PNG 后上传',
    en: 'is damaged or incomplete. Save it as PNG again in an image editor and upload that.',
  },
  animated: {
    zh: '是动态图片，请换成静态的 PNG 图片',
    en: 'is animated. Choose a still PNG image.',
  },
  too_many_bytes: {
    zh: '超过 200 KB，请缩小后重新上传',
    en: 'is larger than 200 KB. Make it smaller and upload it again.',
  },
  too_many_pixels: {
    zh: '长或宽超过 2048 像素，请缩小后重新上传（600×600 像素已足够清晰）',
    en: 'is more than 2048 pixels wide or high. Make it smaller; 600 × 600 pixels are sharp enough.',
  },
  too_detailed: {
    zh: '细节过多，保存后会超过 200 KB，请缩小到 600×600 像素以内后重新上传',
    en: 'has too much detail and would be larger than 200 KB when stored. Make it 600 × 600 pixels or smaller.',
  },
};

/** Why a picture is not used as a seal. */
export type SealProblem = keyof typeof SEAL_PROBLEMS;

/** One whose seal is no picture that we use. */
export class InvalidSeal extends InvalidInvoiceAccount {
  readonly problem: SealProblem;
  constructor(problem: SealProblem) {
    const { zh, en } = SEAL_PROBLEMS[problem];
    super(reasonText('seal_unfit', { rule: zh }), `The seal (sealPng) ${en}`);
    this.problem = problem;
  }
}

/** Whom an invoice is made out to. */
export interface Buyer {
  readonly type: 'individual' | 'company';
  readonly name: string;
  /** 纳税人识别号, normalized; companies only. */
  readonly taxNo?: string;
  /** Address and telephone, bank and account, as one text each. */
  readonly address?: string;
  readonly bank?: string;
  readonly phone?: string;
  readonly email?: string;
}

/** What one invoice says. Amounts are fen. */
export interface InvoiceTerms {
  /** Our number, unique for ever: what the provider knows the request by, however often it is sent. At most 20 characters. */
  readonly invoiceNo: string;
  readonly buyer: Buyer;
  readonly schoolName: string;
  /** The school's logo, by its hash, and its colour. */
  readonly logoHash?: string;
  readonly colour?: string;
  /** The partner's number of the order. */
  readonly orderNumber: string;
  /** Whom the partner says it is paid for. */
  readonly student?: { readonly no?: string; readonly name?: string };
  /** What was paid for. */
  readonly item: string;
  readonly amount: number;
  readonly memo?: string;
  readonly channel: ChannelName;
  readonly transactionId: string;
  readonly paidAt: Date;
  /** Where a person checks the document: `/receipt/{code}` of this server. */
  readonly verifyUrl: string;
  /** Where the provider may send its hints. */
  readonly callbackUrl: string;
}

/** Undoing an issued invoice, always as a whole; what is left of a partial refund is issued anew. */
export interface ReversalTerms {
  /** Our number of the reversal, unique for ever. At most 20 characters. */
  readonly reversalNo: string;
  readonly invoiceNo: string;
  readonly issued: IssuedInvoice;
  readonly buyerName: string;
  readonly amount: number;
  readonly callbackUrl: string;
}

export const INVOICE_FILE_KINDS = ['pdf', 'ofd', 'xml'] as const;
export type InvoiceFileKind = (typeof INVOICE_FILE_KINDS)[number];

/** What each kind of file is, by its media type. */
export const INVOICE_FILE_TYPES: Readonly<Record<InvoiceFileKind, string>> = {
  pdf: 'application/pdf',
  ofd: 'application/ofd',
  xml: 'application/xml',
};

/** What the provider says of a document that exists. */
export interface IssuedInvoice {
  /** The provider's own reference, for later calls. */
  readonly providerRef: string;
  /** The number printed on it; `code` beside it on documents that have both. */
  readonly number: string;
  readonly code?: string;
  readonly issuedAt: Date;
  readonly files: readonly { readonly kind: InvoiceFileKind; readonly url: string }[];
}

/**
 * `failed`: it does not exist and never will under this number; a new attempt takes a new one. `blocked_auth`:
 * waits until a person proves who they are at the provider. `sealing`: exists, its file does not yet.
 */
export type InvoiceState =
  | { readonly status: 'not_found' | 'issuing' }
  | { readonly status: 'issued' | 'sealing'; readonly invoice: IssuedInvoice }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'blocked_auth'; readonly reason: string };

/** `awaiting_buyer`: the buyer must agree first, for days perhaps. */
export type ReversalState =
  | { readonly status: 'not_found' | 'reversing' | 'awaiting_buyer' }
  | { readonly status: 'reversed'; readonly number: string }
  | { readonly status: 'failed'; readonly reason: string };

/** The `not_done` code of everything an operator mends in the account; the invoice itself has not failed. */
export const INVOICE_MISCONFIGURED = 'INVOICE_CONFIGURATION';

export interface InvoiceProvider {
  readonly provider: InvoiceProviderName;

  /** Fails early on records that cannot be used. @throws InvalidInvoiceAccount */
  checkAccount(account: InvoiceAccount): void;
  /** A checked record as it is kept: a picture in it is painted anew. @throws InvalidSeal */
  keptAccount<A extends InvoiceAccount>(account: A): Promise<A>;
  /** The issuer of this account. If it changed, invoices of the previous issuer could no longer be queried. */
  sellerOf(account: InvoiceAccount): string;

  /** The exact request for an invoice; stored before it is sent, and sent again as it is. */
  issueRequestBody(account: InvoiceAccount, terms: InvoiceTerms): string;
  /** Accepted is not issued. A number the provider has already is adopted, never an error. */
  issue(account: InvoiceAccount, requestBody: string): Promise<Outcome<InvoiceState>>;
  query(account: InvoiceAccount, invoiceNo: string): Promise<Outcome<InvoiceState>>;

  reversalRequestBody(account: InvoiceAccount, terms: ReversalTerms): string;
  reverse(account: InvoiceAccount, requestBody: string): Promise<Outcome<ReversalState>>;
  queryReversal(account: InvoiceAccount, reversalNo: string): Promise<Outcome<ReversalState>>;

  /** The bytes behind one of the addresses an issued invoice came with; at most 10 MB. */
  fetchFile(account: InvoiceAccount, url: string): Promise<Outcome<Buffer>>;

  /** Our number a callback is about; undefined when it is none of ours. A hint: nothing but worth asking about. */
  readHint(body: Buffer): string | undefined;
  /** The answer by which the provider knows that its hint was received. */
  readonly hintReply: { readonly contentType: string; readonly body: string };
}
