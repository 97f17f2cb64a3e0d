/** What strangers may take of one process; each is a setting (`.env.example`). */
export interface Limits {
  /** Requests that one client address may make in a minute beyond its rate. */
  readonly rateLimitBurst: number;
  /** A request that has not come whole in this time is ended. Milliseconds. */
  readonly requestTimeoutMs: number;
  /** Connections of one client address; not counted behind proxies, which have one address for all. */
  readonly connectionsPerAddress: number;
  readonly connectionsMax: number;
}

/**
 * A whole school pays from behind one address: on the first day of term thousands of people open the cashier within
 * minutes, with half a dozen requests each, and look again every few seconds.
 */
export const DEFAULT_LIMITS: Limits = {
  rateLimitBurst: 6_000,
  requestTimeoutMs: 60_000,
  connectionsPerAddress: 2_000,
  connectionsMax: 8_000,
};

/** What a request's body may have where a route names no other limit, in bytes. */
export const BODY_LIMIT_BYTES = 64 * 1024;
