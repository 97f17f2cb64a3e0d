/** Beside the channels' callbacks, so that it is reached exactly where they are; answers a `CallbackHealth`. */
export const CALLBACK_HEALTH_PATH = '/channel/health';

/** What came of a POST: whether the body is still as it was sent shows by its hash. */
export interface CallbackHealth {
  readonly status: 'ok';
  /** Of the body, hexadecimal. */
  readonly sha256: string;
}
