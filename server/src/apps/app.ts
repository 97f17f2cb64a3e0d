import type { AppKeys } from '@zhixiao/protocol/envelope';

/** A partner system, with its keys opened. */
export interface App {
  readonly appId: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly name: string;
  readonly keys: AppKeys;
  /** The app wants `sp_data` as a JSON string (the document shows both forms). */
  readonly spDataAsText: boolean;
  readonly frozen: boolean;
}
