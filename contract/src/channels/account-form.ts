import type { AccountField } from '../account-field.ts';
import type { Both } from './channel-row.ts';

/** What the console asks for of a channel's merchant account; the channel's adapter reads the record. */
export interface AccountForm {
  readonly fields: readonly AccountField[];
  /** What a test of the account proves nothing of, unless the setting `without` holds a certificate. */
  readonly unproven?: { readonly without: string; readonly words: Both };
}
