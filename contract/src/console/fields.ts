import { Type } from 'typebox';

/** Parameters that many routes take, each with what it may have. */
export const ID = Type.String({ maxLength: 64 });
/** Of what is numbered here: digits. */
export const NUMBER = Type.String({ maxLength: 20 });
/** The operator's reason for an action. */
export const REASON = Type.String({ pattern: '\\S', maxLength: 200 });
/** What a person, a school or an app is called. */
export const NAME = Type.String({ pattern: '\\S', maxLength: 60 });
/** A mailbox, in the words of a regular expression. */
export const EMAIL_ADDRESS = '[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+';
/** A password, a code or a link's secret, as it was typed or came. */
export const SECRET = Type.String({ minLength: 1, maxLength: 200 });
export const ACCOUNT = Type.String({ pattern: '^[a-z0-9][a-z0-9._@-]{1,62}$', maxLength: 63 });
/** A day of Beijing such as `2026-09-01`. */
export const DAY = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  maxLength: 10,
});
/** A month of Beijing such as `2026-09`. */
export const MONTH = Type.String({ pattern: '^20\\d{2}-(0[1-9]|1[0-2])$', maxLength: 7 });

/** The school that an answer is about: one of the operator's; without it all of them. */
export const SCHOOL = { schoolId: Type.Optional(ID) };
/** Days of Beijing, both included. */
export const PERIOD = { from: Type.Optional(DAY), to: Type.Optional(DAY) };
