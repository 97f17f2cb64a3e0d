import { Type } from 'typebox';
import { LANGUAGES } from '../codes/languages.ts';
import { MESSAGE_KINDS, MESSAGE_METHODS } from '../codes/messages.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT } from '../schema.ts';
import { ID, NAME, NUMBER } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, NAME_FILTER, type RouteSchemas } from './list.ts';

/** Somebody who is told outside of the console what waits for a person. */
const RECIPIENT_VIEW = Type.Object({
  recipientId: TEXT,
  /** Absent: told about all schools. */
  schoolId: Type.Optional(TEXT),
  name: TEXT,
  method: oneOf(MESSAGE_METHODS),
  /** The address as far as it may be seen: the domain of a mailbox, the end of a robot's key. */
  maskedAddress: TEXT,
  language: oneOf(LANGUAGES),
  kinds: Type.Array(oneOf(MESSAGE_KINDS)),
  /** Times of Beijing such as `22:00`; nothing is sent between them. */
  quietFrom: Type.Optional(TEXT),
  quietUntil: Type.Optional(TEXT),
  enabled: FLAG,
  /** When a message last arrived. */
  sentAt: Type.Optional(INSTANT),
  /** Why the last one did not, and since when none does. */
  failure: Type.Optional(TEXT),
  failingSince: Type.Optional(INSTANT),
});
export type RecipientView = Of<typeof RECIPIENT_VIEW>;

const TIME = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', maxLength: 5 });

const RECIPIENT = {
  name: NAME,
  language: oneOf(LANGUAGES),
  kinds: Type.Array(oneOf(MESSAGE_KINDS), { minItems: 1, maxItems: MESSAGE_KINDS.length, uniqueItems: true }),
  /** Both or neither. */
  quietFrom: Type.Optional(TIME),
  quietUntil: Type.Optional(TIME),
  /** A mailbox, or the webhook of a robot as its platform shows it. Left out in a change: it stays. */
  address: Type.Optional(Type.String({ maxLength: 500 })),
  /** What requests to a robot of 钉钉 are signed with, `SEC…`. */
  secret: Type.Optional(Type.String({ maxLength: 100 })),
};
const ONE = Type.Object({ recipientId: NUMBER });

export const MESSAGE_ROUTES = {
  'GET /message-recipients': {
    params: Type.Object({ ...LIST_QUERY, ...NAME_FILTER }),
    answer: listed(RECIPIENT_VIEW),
  },
  'GET /message-recipients/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...NAME_FILTER }),
    answer: FILE,
  },
  'POST /message-recipients': {
    params: Type.Object({
      ...RECIPIENT,
      method: oneOf(MESSAGE_METHODS),
      /** Left out: told about all schools; only for operators of all. */
      schoolId: Type.Optional(ID),
    }),
    answer: Type.Object({ recipientId: TEXT }),
  },
  'PUT /message-recipients/:recipientId': {
    params: Type.Object({ recipientId: NUMBER, ...RECIPIENT, enabled: Type.Boolean() }),
    answer: NOTHING,
  },
  'DELETE /message-recipients/:recipientId': { params: ONE, answer: NOTHING },
  /** Sends one at once; refused with the platform's reason where it did not arrive. */
  'POST /message-recipients/:recipientId/test': { params: ONE, answer: NOTHING },
} satisfies Record<string, RouteSchemas>;
