import { Type } from 'typebox';
import { type Of, TEXT } from '../schema.ts';

/** Why something was refused. */
export const API_REFUSAL = Type.Object({
  code: TEXT,
  /** Chinese. */
  message: TEXT,
  /**
   * The numbers and names in the message, by what they are; fees are fen. `field` is the field that was not as it
   * should be, `problem` what is wrong with it, in Chinese.
   */
  details: Type.Optional(Type.Record(Type.String(), Type.Union([TEXT, Type.Number()]))),
});
export type ApiRefusal = Of<typeof API_REFUSAL>;
export type RefusalDetails = NonNullable<ApiRefusal['details']>;

/** The body of every answer that is not a success. */
export const API_ERROR = Type.Object({ error: API_REFUSAL });
export type ApiError = Of<typeof API_ERROR>;
