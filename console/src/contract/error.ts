/** The numbers and names in a refusal's message, by what they are; fees are fen. */
export type RefusalDetails = Readonly<Record<string, string | number>>;

/** Why something was refused. */
export interface ApiRefusal {
  readonly code: string;
  /** Chinese. */
  readonly message: string;
  /** `field` is the field that was not as it should be, `problem` what is wrong with it, in Chinese. */
  readonly details?: RefusalDetails | undefined;
}

/** The body of every answer that is not a success. */
export interface ApiError {
  readonly error: ApiRefusal;
}
