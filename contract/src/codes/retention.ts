/** What is erased once its period is over. */
export const RETENTION_KINDS = [
  'order_people',
  'payer_ids',
  'invoice_wishes',
  'invoice_contacts',
  'callbacks',
  'notification_attempts',
  'invoice_attempts',
  'people_left',
  'accesses',
  'consents',
  'change_requests',
  'sessions',
  'sign_in_failures',
  'operator_links',
  'challenges',
  'payer_sign_ins',
  'bind_attempts',
  'invoice_tries',
  'nonces',
  'params',
  'partner_requests',
  'messages',
] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** What wants something kept: the law on the network's logs, or on records of how personal data was processed. */
export const RETENTION_LAWS = ['network_logs', 'processing_records'] as const;
export type RetentionLaw = (typeof RETENTION_LAWS)[number];

/** What a list of runs can be narrowed to: those that erased something, left something that is needed, or are not at an end. */
export const RETENTION_OUTCOMES = ['erased', 'kept', 'unfinished'] as const;
export type RetentionOutcome = (typeof RETENTION_OUTCOMES)[number];
