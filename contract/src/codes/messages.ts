/** How operators are told outside of the console: a mailbox, or the robot of a group of 企业微信 or 钉钉. */
export const MESSAGE_METHODS = ['email', 'wecom', 'dingtalk'] as const;
export type MessageMethod = (typeof MESSAGE_METHODS)[number];

/** What they can be told about: decisions that wait, and open problems by whom they concern. */
export const MESSAGE_KINDS = [
  'refund_to_approve',
  'change_to_approve',
  'money',
  'partner',
  'invoice',
  'bill',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];
