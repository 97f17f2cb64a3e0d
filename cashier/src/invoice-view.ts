import type { ConsentAsked } from './consent-view.ts';
import type { CashierChannel } from './view.ts';

/** What the pages about invoices show; made by the server, rendered without any script. Amounts are fen. */
export type InvoiceView =
  /** Whoever paid says whom the invoice is made out to. */
  | {
      readonly state: 'form';
      readonly school: string;
      readonly item: string;
      readonly amount: number;
      /** Where the form goes. */
      readonly action: string;
      readonly consent: ConsentAsked;
      /** As typed before a refusal, by the names of the fields. */
      readonly values: Readonly<Record<string, string>>;
      /** Why the last try was refused, in Chinese. */
      readonly refusal?: string;
      /** What looks wrong but may be right: sent again as it is, it is taken. */
      readonly doubt?: string;
    }
  | {
      readonly state: InvoiceStanding;
      readonly school: string;
      readonly item: string;
      readonly amount: number;
      /** Masked. */
      readonly buyer: string;
      readonly number?: string;
      /** Milliseconds since the epoch. */
      readonly issuedAt?: number;
      readonly paidAt: number;
      readonly refundedFee: number;
      /** Why it failed, in Chinese. */
      readonly failure?: string;
      /** Where the document is, for whoever paid; the address ends within a day. */
      readonly file?: string;
      /** Where whoever paid proves it, to be given the document. */
      readonly claim?: string;
      /** Where it can be asked for again. */
      readonly again?: string;
    }
  /** Whoever paid has to open the page where he paid, or in the wallet he paid with; `emulate` opens the sandbox's. */
  | {
      readonly state: 'payerOnly';
      readonly school: string;
      readonly wallet: CashierChannel;
      readonly address: string;
      readonly emulate?: string;
    }
  /** The wallet's sign-in failed, or showed another account than the one that paid. */
  | {
      readonly state: 'signInFailed' | 'otherPayer';
      readonly school: string;
      readonly wallet: CashierChannel;
      readonly again: string;
    }
  | { readonly state: 'notPaid'; readonly school: string }
  | { readonly state: 'notFound' };

/** `valid`: issued, as whoever checks a document reads it. */
export type InvoiceStanding = 'underWay' | 'issued' | 'valid' | 'failed' | 'reversing' | 'reversed';

export interface InvoiceInput {
  readonly view: InvoiceView;
  /** Whether whoever asks is written to once the document is there. */
  readonly isSent: boolean;
  readonly language: 'zh' | 'en';
  /** The same page in the other language. */
  readonly otherLanguageHref: string;
  readonly sandbox: boolean;
  /** File name of the built style, under `/cashier/assets/`. */
  readonly style: string;
}
