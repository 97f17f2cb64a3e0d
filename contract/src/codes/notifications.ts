/** `exhausted`: a week has passed without an acknowledgement. */
export const NOTIFICATION_STATUSES = ['pending', 'delivered', 'exhausted'] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

/** How one attempt ended. */
export const ATTEMPT_OUTCOMES = ['acknowledged', 'refused', 'unreachable'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** `spared`: too many failures in a row, only probed now and then. */
export const ENDPOINT_STATES = ['spared', 'failing'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];
