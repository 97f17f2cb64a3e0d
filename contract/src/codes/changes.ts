/** What needs a second person, named as the audit log names it. */
export const CHANGE_KINDS = [
  'school.change',
  'school.card_link',
  'installation.four_eyes',
  'app.create',
  'app.change',
  'app.issue_keys',
  'channel_account.create',
  'channel_account.change',
  'invoice_account.create',
  'invoice_account.change',
  'operator.invite',
  'operator.change',
  'operator.unfreeze',
  'operator.reset',
  'person.erase',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** `waiting` is left once, by a decision, by who asked, or by time. */
export const CHANGE_STATUSES = ['waiting', 'applied', 'refused', 'withdrawn', 'expired'] as const;
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];

/** Whether grave changes need a second person; `default`: in production, once two operators could decide. */
export const FOUR_EYES = ['default', 'on', 'off'] as const;
export type FourEyes = (typeof FOUR_EYES)[number];
