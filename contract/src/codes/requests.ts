/** How a partner's request ended: done, refused for what it said, or failed for a reason of ours. */
export const REQUEST_OUTCOMES = ['done', 'refused', 'failed'] as const;
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

/** The checks of a partner's request, in order: the one that a refused request did not pass. */
export const REQUEST_STEPS = [
  'limits',
  'path',
  'body',
  'id',
  'sign',
  'time',
  'nonce',
  'source',
  'frozen',
  'version',
  'decrypt',
  'json',
  'replay',
  'field',
  'business',
  'server',
] as const;
export type RequestStep = (typeof REQUEST_STEPS)[number];

/** What requests are counted by: one without a valid signature may be anybody's. */
export const REQUEST_KINDS = ['done', 'refused', 'unproved'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** The interfaces that partners call, as the document has them; `server/src/apis/partner/interfaces.ts` answers them. */
export const INTERFACES = [
  'order_create',
  'order_query',
  'order_cancel',
  'order_refund',
  'refund_query',
  'user_identity',
  'user_card',
  'piaoju_create',
  'piaoju_query',
] as const;

/** `ret_code` of an answer, as a filter has it. */
export const RET_CODES = ['0', '-1', '-2', '-3'] as const;
