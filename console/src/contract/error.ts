/** The body of every answer that is not a success. */
export interface ApiError {
  readonly error: {
    readonly code: string;
    /** Chinese. */
    readonly message: string;
    /** The field that was not as it should be. */
    readonly field?: string;
  };
}
