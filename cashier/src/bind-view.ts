import type { ConsentAsked } from './consent-view.ts';
import type { CashierChannel } from './view.ts';

/** What the page shows on which a payer says who he is; made by the server, rendered without any script. */
export type BindView =
  /** The payer has signed in, and fills in who he is. */
  | {
      readonly state: 'form';
      readonly school: string;
      readonly wallet: CashierChannel;
      /** Proves the sign-in when the form comes back. */
      readonly ticket: string;
      /** Where the form goes. */
      readonly action: string;
      readonly consent: ConsentAsked;
      /** He has just unlinked his account. */
      readonly isUnbound?: boolean;
      /** As typed before a refusal. */
      readonly userNo: string;
      readonly userName: string;
      /** Why the last try was refused; the message is Chinese. */
      readonly refusal?: { readonly code: string; readonly message: string };
    }
  /** Masked. */
  | {
      readonly state: 'bound';
      readonly school: string;
      readonly wallet: CashierChannel;
      readonly userNo: string;
      readonly userName: string;
      readonly ticket: string;
      readonly consent: ConsentAsked;
      /** Where he agrees; absent: he has agreed to the text as it reads now. */
      readonly agree?: string;
      /** Where he takes it back. */
      readonly unbind: string;
    }
  /** Not in a wallet. `wallets` open the emulated ones, in the sandbox. */
  | {
      readonly state: 'elsewhere';
      readonly school: string;
      readonly address: string;
      readonly wallets: readonly { readonly wallet: CashierChannel; readonly href: string }[];
    }
  | { readonly state: 'signInFailed'; readonly school: string; readonly again: string }
  | { readonly state: 'notOffered'; readonly school: string }
  | { readonly state: 'notFound' };

export interface BindInput {
  readonly view: BindView;
  readonly language: 'zh' | 'en';
  /** The same page in the other language. */
  readonly otherLanguageHref: string;
  readonly sandbox: boolean;
  /** File name of the built style, under `/cashier/assets/`. */
  readonly style: string;
}
