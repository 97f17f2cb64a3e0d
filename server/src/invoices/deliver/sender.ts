import type { DeliveryMethod } from '@zhixiao/contract/codes/invoices';
import type { Outcome } from '../../lib/outcome.ts';
import type { Buyer } from '../provider.ts';

export type { DeliveryMethod };

/** The message about an issued invoice. Amounts are fen. */
export interface InvoiceNews {
  /** The same for every attempt. */
  readonly newsNo: string;
  readonly schoolName: string;
  readonly item: string;
  readonly amount: number;
  readonly number: string;
  readonly fileUrl: string;
  readonly verifyUrl: string;
  readonly pdf: Buffer | undefined;
}

/** A one-time link of the console, for its operator. */
export interface LinkNews {
  readonly name: string;
  readonly address: string;
  readonly expiresAt: Date;
}

/** Sends messages one way. `not_done`: it will never arrive at that address; `unknown`: it may have. */
export interface Sender extends AsyncDisposable {
  readonly deliveryMethod: DeliveryMethod;
  /** Where the buyer is reached this way; undefined: not at all. */
  addressOf(buyer: Buyer): string | undefined;
  deliver(address: string, news: InvoiceNews): Promise<Outcome<undefined>>;
  /** A text for operators. Undefined: this way takes only what it has templates for. */
  readonly deliverText:
    | ((
        address: string,
        news: { readonly subject: string; readonly text: string },
      ) => Promise<Outcome<undefined>>)
    | undefined;
  /** Undefined: this way is not set up for links. */
  readonly deliverLink: ((address: string, news: LinkNews) => Promise<Outcome<undefined>>) | undefined;
}
