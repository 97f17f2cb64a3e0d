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

/** `ret_code` of an answer, as a filter has it. */
export const RET_CODES = ['0', '-1', '-2', '-3'] as const;
