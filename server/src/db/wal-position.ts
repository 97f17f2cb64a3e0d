/** A place in the write-ahead log of a cluster. */
export interface WalPosition {
  /** As PostgreSQL writes it: `0/3000028`. */
  readonly lsn: string;
  /** A promoted standby writes on in a new one; places in different ones cannot be compared. */
  readonly timeline: number;
}

const WRITTEN = /^([0-9]{1,9})-([0-9A-F]{1,8})-([0-9A-F]{1,8})$/;

/** Whether what has been done up to `position` includes all up to `end`. */
export function includes(position: WalPosition, end: WalPosition): boolean {
  return position.timeline === end.timeline && bytesAt(position.lsn) >= bytesAt(end.lsn);
}

/** A position in letters that fit into a cookie. */
export function writePosition({ lsn, timeline }: WalPosition): string {
  return `${timeline}-${lsn.replace('/', '-')}`;
}

/** What `writePosition` wrote; undefined of anything else. */
export function readPosition(text: string): WalPosition | undefined {
  const [, timeline, high, low] = WRITTEN.exec(text) ?? [];
  return timeline === undefined ? undefined : { timeline: Number(timeline), lsn: `${high}/${low}` };
}

function bytesAt(lsn: string): bigint {
  const [high = '', low = ''] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
