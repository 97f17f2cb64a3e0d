/** What an app's params are encrypted with in the first version. */
export const CIPHERS = ['aes-256-cbc', 'aes-128-cbc'] as const;

/** The protocol of an app: the published interface, or the second version with international or national ciphers. */
export const PROFILES = ['v1', 'v2', 'v2-sm'] as const;
export type Profile = (typeof PROFILES)[number];

/** The versions an app may use. */
export const VERSIONS_SPOKEN = ['v1', 'v2'] as const;
export type Speaks = (typeof VERSIONS_SPOKEN)[number];

/**
 * Why no rule lets notifications reach an address. `private`: in none of the networks that are listed; `own`: the
 * gateway's own machine; `special`: link-local, metadata, reserved; `internal_name`: a name that is given inside of
 * networks only; `short_name`: a name without a dot that stands for nothing here.
 */
export const UNREACHABLE_REASONS = ['private', 'own', 'special', 'internal_name', 'short_name'] as const;
export type UnreachableReason = (typeof UNREACHABLE_REASONS)[number];
