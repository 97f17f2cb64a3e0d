import type { WalPosition } from '../../db/wal-position.ts';

/** As PostgreSQL names a segment: timeline, and its number in two halves, each of eight hexadecimal digits. */
const SEGMENT = /^[0-9A-F]{24}$/;
const XLOG_ID_BYTES = 0x1_0000_0000;

export const isSegment = (name: string): boolean => SEGMENT.test(name);

/** The segment that a position lies in. */
export function segmentAt({ lsn, timeline }: WalPosition, segmentBytes: number): string {
  const [high = '0', low = '0'] = lsn.split('/');
  const number = Math.floor(Number.parseInt(low, 16) / segmentBytes);
  return [timeline, Number.parseInt(high, 16), number].map(hex).join('');
}

/** The one behind it, on the same timeline. */
export function segmentAfter(segment: string, segmentBytes: number): string {
  const [high, low] = [segment.slice(8, 16), segment.slice(16)].map((part) => Number.parseInt(part, 16));
  const isLast = (low ?? 0) + 1 === XLOG_ID_BYTES / segmentBytes;
  return segment.slice(0, 8) + hex((high ?? 0) + (isLast ? 1 : 0)) + hex(isLast ? 0 : (low ?? 0) + 1);
}

/** Whether what a segment holds comes before all that another holds, whichever timelines they are of. */
export function isBefore(segment: string, other: string): boolean {
  return segment.slice(8, 24) < other.slice(8, 24);
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, '0');
}
