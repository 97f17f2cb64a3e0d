import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** How often a log says what, hour by hour; none of its texts, which may name people. */
export interface LogSummary {
  readonly lines: number;
  /** Lines that are none of the server's. */
  readonly strange: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The newest hours last. */
  readonly hours: readonly HourOfLog[];
}

interface HourOfLog {
  /** As `2026-11-28T09`, UTC. */
  readonly hour: string;
  /** By level, alert and the code of an error. */
  readonly counts: Readonly<Record<string, number>>;
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** What alerts and errors of ours, of PostgreSQL and of Node are called. */
const ALERT = /^[a-z]{2,20}(?:_[a-z]{2,20}){0,3}$/;
const CODE = /^(?:E[A-Z]{3,15}|ERR_[A-Z_]{3,40}|FST_[A-Z_]{3,40}|UND_ERR_[A-Z_]{3,40}|[0-9][0-9A-Z]{4})$/;
const HOURS_KEPT = 7 * 24;
const LONGEST_LINE = 1024 * 1024;

/** Reads a log as the server writes it, a JSON object a line. @throws the system's error when it cannot be read */
export async function summariseLog(file: string): Promise<LogSummary> {
  const hours = new Map<string, Map<string, number>>();
  let [lines, strange] = [0, 0];
  let first: Date | undefined;
  let last: Date | undefined;
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    lines += 1;
    const entry = readEntry(line);
    if (!entry) {
      strange += 1;
      continue;
    }
    first ??= entry.at;
    last = entry.at;
    const hour = entry.at.toISOString().slice(0, 'YYYY-MM-DDTHH'.length);
    const counts = hours.get(hour) ?? new Map<string, number>();
    counts.set(entry.key, (counts.get(entry.key) ?? 0) + 1);
    hours.set(hour, counts);
  }
  const newest = [...hours].sort(([one], [other]) => (one < other ? -1 : 1)).slice(-HOURS_KEPT);
  return {
    lines,
    strange,
    from: first?.toISOString(),
    to: last?.toISOString(),
    hours: newest.map(([hour, counts]) => ({ hour, counts: Object.fromEntries(counts) })),
  };
}

function readEntry(line: string): { at: Date; key: string } | undefined {
  const value = line.length > LONGEST_LINE ? undefined : readJson(line);
  if (value === undefined) return undefined;
  const { level, time, alert, err } = value;
  const at = new Date(Number(time));
  const name = LEVELS[Number(level)];
  if (name === undefined || Number.isNaN(at.getTime())) return undefined;
  const code = typeof err === 'object' && err !== null && 'code' in err ? err.code : undefined;
  const parts = [matching(alert, ALERT), matching(code, CODE)].filter((part) => part !== undefined);
  return { at, key: [name, ...parts].join(' ') };
}

function readJson(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function matching(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}
