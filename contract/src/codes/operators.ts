export const OPERATOR_STATUSES = ['invited', 'active', 'frozen'] as const;
export type OperatorStatus = (typeof OPERATOR_STATUSES)[number];

/** How an operator can prove who it is, besides the password. */
export const SECOND_FACTORS = ['totp', 'passkey', 'recovery'] as const;
export type SecondFactor = (typeof SECOND_FACTORS)[number];
