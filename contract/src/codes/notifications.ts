/** `exhausted`: a week has passed without an acknowledgement. */
export const NOTIFICATION_STATUSES = ['pending', 'delivered', 'exhausted'] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

/** How one attempt ended. */
export const ATTEMPT_OUTCOMES = ['acknowledged', 'refused', 'unreachable'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** `paused`: too many failures in a row, the circuit is open; one notification is tried every few seconds. */
export const ENDPOINT_STATES = ['paused', 'failing'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];
