import { Type } from 'typebox';
import { type Of, TEXT } from '../schema.ts';

/** Why something was refused. */
export const API_REFUSAL = Type.Object({
  code: TEXT,
  /** Chinese. */
  message: TEXT,
  inEnglish: TEXT,
  /** Which field was not as it should be, and what is wrong with it, in Chinese. */
  invalid: Type.Optional(Type.Object({ field: TEXT, problem: TEXT })),
});
export type ApiRefusal = Of<typeof API_REFUSAL>;

/** The body of every answer that is not a success. */
export const API_ERROR = Type.Object({ error: API_REFUSAL });
export type ApiError = Of<typeof API_ERROR>;
