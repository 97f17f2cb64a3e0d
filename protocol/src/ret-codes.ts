/** The interface document's `ret_code` values (section 1.3). */
export const RET = {
  /** Done. */
  ok: 0,
  /** Refused by the state of things; the message says why. */
  refused: -1,
  /** Parameters, signature or decryption wrong; the message names the field. */
  badRequest: -2,
  /** The app or the person is frozen. */
  frozen: -3,
} as const;

export type RetCode = (typeof RET)[keyof typeof RET];
