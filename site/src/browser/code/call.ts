import type { AppKeys } from '@zhixiao/protocol/envelope';

/** One call, to be written in a language. */
export interface Call {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly keys: AppKeys;
  readonly interfaceName: string;
  /** JSON on one line. */
  readonly content: string;
}
