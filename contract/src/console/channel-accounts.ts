import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { FLAG, INSTANT, type Of, oneOf, TEXT } from '../schema.ts';
import { SECRETS, SETTINGS, SHOWN_SETTINGS } from './account-record.ts';
import { ID } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, NAME_FILTER, type RouteSchemas } from './list.ts';
import { SUBMITTED, SUBMITTED_IF_WAITING } from './submitted.ts';

/** A merchant account: of its secrets only which ones there are. */
const CHANNEL_ACCOUNT_VIEW = Type.Object({
  channelAccountId: TEXT,
  schoolId: TEXT,
  appId: Type.Optional(TEXT),
  channel: oneOf(CHANNELS),
  /** Absent: its record cannot be used. */
  merchant: Type.Optional(TEXT),
  /** The application at the channel that its interface is called by, where that is another number. */
  application: Type.Optional(TEXT),
  settings: SHOWN_SETTINGS,
  secretNames: Type.Array(TEXT),
  enabled: FLAG,
  createdAt: INSTANT,
  /** To be entered on the merchant platform. */
  callbackUrl: TEXT,
});
export type ChannelAccountView = Of<typeof CHANNEL_ACCOUNT_VIEW>;

/** `answered`: the channel said so; else there was no answer. */
const ACCOUNT_TEST = Type.Union([
  Type.Object({ works: Type.Literal(true) }),
  Type.Object({ works: Type.Literal(false), answered: FLAG, message: TEXT }),
]);
export type AccountTestView = Of<typeof ACCOUNT_TEST>;

const RECORD = { settings: SETTINGS, secrets: SECRETS, enabled: FLAG };
const NEW_ACCOUNT = Type.Object({
  schoolId: ID,
  /** Absent: of every app of the school that has none of its own. */
  appId: Type.Optional(ID),
  channel: oneOf(CHANNELS),
  ...RECORD,
});
const CHANGED_ACCOUNT = Type.Object({ channelAccountId: ID, ...RECORD });

export const CHANNEL_ACCOUNT_ROUTES = {
  /** All of them, unless a page is asked for. */
  'GET /channel-accounts': {
    params: Type.Object({ ...LIST_QUERY, ...NAME_FILTER }),
    answer: listed(CHANNEL_ACCOUNT_VIEW),
  },
  'GET /channel-accounts/export': { params: Type.Object({ ...EXPORT_QUERY, ...NAME_FILTER }), answer: FILE },
  'POST /channel-accounts': {
    params: NEW_ACCOUNT,
    answer: Type.Union([Type.Object({ channelAccountId: TEXT }), SUBMITTED]),
  },
  'PUT /channel-accounts/:channelAccountId': { params: CHANGED_ACCOUNT, answer: SUBMITTED_IF_WAITING },
  /** Asks the channel about a payment that does not exist; nothing is saved. */
  'POST /channel-account-tests': { params: NEW_ACCOUNT, answer: ACCOUNT_TEST },
  'POST /channel-accounts/:channelAccountId/test': { params: CHANGED_ACCOUNT, answer: ACCOUNT_TEST },
} satisfies Record<string, RouteSchemas>;
