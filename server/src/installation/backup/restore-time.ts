import { SHANGHAI_OFFSET_MS } from '@zhixiao/protocol/shanghai-time';

const WRITTEN = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?\s*(Z|[+-]\d{2}:\d{2})?$/;
const CHINA = '+08:00';

/** An instant as an operator writes it: `2026-11-28 10:30:05`, in China's time unless it says another; undefined: none. */
export function readInstant(text: string): Date | undefined {
  const [, day, time, seconds = ':00', zone = CHINA] = WRITTEN.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const instant = new Date(`${day}T${time}${seconds}${zone}`);
  // of a day that is none Date makes another
  const isReal = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  return Number.isNaN(instant.getTime()) || !isReal ? undefined : instant;
}

/** `2026-11-28 10:30:05.120 +08:00` */
export function shanghaiTime(instant: Date): string {
  const there = new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString();
  return `${there.slice(0, 10)} ${there.slice(11, 23)} ${CHINA}`;
}
