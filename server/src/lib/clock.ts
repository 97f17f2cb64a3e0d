/** Where the server takes the time from; tests and the sandbox move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The instant `ms` milliseconds after `instant`. */
export function plusMs(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
