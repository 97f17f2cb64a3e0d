/** As in the interface document: 0 temporary, 1 student, 2 staff. */
export type IdentityType = 0 | 1 | 2;

/** What a person is looked up by. */
export const LOOK_UPS = ['user_no', 'user_name', 'uid'] as const;
export type LookUp = (typeof LOOK_UPS)[number];
