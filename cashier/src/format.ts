import { CHANNEL_TABLE, CHANNELS } from '@zhixiao/contract/codes/channels';

export { groupedYuan as formatAmount } from '@zhixiao/contract/money';

/** Milliseconds left → `59:07`; never below zero. */
export function formatTimeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${twoDigits(Math.floor(seconds / 60))}:${twoDigits(seconds % 60)}`;
}

/** A time that is only expected, as it is said. */
export interface RoughTime {
  readonly count: number;
  readonly unit: 'second' | 'minute';
}

const LONGEST_IN_SECONDS_MS = 90_000;

/** Milliseconds → tens of seconds or whole minutes, never less than it is. */
export function roughly(ms: number): RoughTime {
  return ms <= LONGEST_IN_SECONDS_MS
    ? { count: Math.ceil(ms / 10_000) * 10, unit: 'second' }
    : { count: Math.ceil(ms / 60_000), unit: 'minute' };
}

const SHANGHAI_OFFSET_MS = 8 * 60 * 60 * 1000;

/** An instant (ms since the epoch) as `2026-11-23 16:00:00` in China, whatever the device's zone. */
export function formatTime(instant: number): string {
  return new Date(instant + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** A link the page may offer: what is not http(s) is no link. */
export function safeLink(url: string | undefined): string | undefined {
  return url !== undefined && /^https?:\/\//i.test(url) ? url : undefined;
}

const SCHEMES = ['https', 'http'].concat(...CHANNELS.map((channel) => CHANNEL_TABLE[channel].schemes));

/** An address the page may leave for by itself: the web, or a wallet's own scheme. */
export function isWalletAddress(url: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  return scheme !== undefined && SCHEMES.indexOf(scheme) >= 0;
}

function twoDigits(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
