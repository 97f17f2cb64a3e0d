import type { Language } from '@zhixiao/contract/codes/languages';
import type { MessageKind, MessageMethod } from '@zhixiao/contract/codes/messages';

/** Where a recipient is reached: a mailbox, or a robot by its key. */
export interface MessageTarget {
  /** The mailbox, the `key` of a robot of 企业微信, or the `access_token` of one of 钉钉. */
  readonly address: string;
  /** What requests to a robot of 钉钉 are signed with. */
  readonly secret?: string | undefined;
}

/** A time of each day of Beijing in which nothing is sent, `HH:mm`; it may go over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}

/** Somebody who is told outside of the console what waits for a person. */
export interface Recipient {
  readonly recipientId: string;
  /** Undefined: told about all schools. */
  readonly schoolId: string | undefined;
  readonly name: string;
  readonly method: MessageMethod;
  readonly target: MessageTarget;
  readonly language: Language;
  readonly kinds: readonly MessageKind[];
  readonly quiet: QuietHours | undefined;
  readonly enabled: boolean;
  readonly createdAt: Date;
  /** When a message last arrived. */
  readonly sentAt: Date | undefined;
  /** Why the last one did not, and since when none does. */
  readonly failure: string | undefined;
  readonly failingSince: Date | undefined;
  /** Attempts in vain since then. */
  readonly failures: number;
}
