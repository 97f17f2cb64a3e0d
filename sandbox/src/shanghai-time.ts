const OFFSET_MS = 8 * 3_600_000;

/** An instant as `2026-09-01T10:00:00+08:00`. */
export function shanghaiTime(at: number): string {
  return `${new Date(at + OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** An instant as the digits `20260901100000` of Shanghai time. */
export function shanghaiDigits(at: number): string {
  return shanghaiTime(at).slice(0, 19).replace(/\D/g, '');
}

/** An instant as `2026-09-01 10:00:00` of Shanghai time. */
export function shanghaiText(at: number): string {
  return shanghaiTime(at).slice(0, 19).replace('T', ' ');
}

/** The day `2026-09-01` an instant falls on in Shanghai. */
export function shanghaiDay(at: number): string {
  return shanghaiTime(at).slice(0, 10);
}

/** The instant that `2026-09-01 10:00:00` names; undefined when it names none. */
export function instantOf(text: string): number | undefined {
  const at = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return !Number.isNaN(at) && shanghaiText(at) === text ? at : undefined;
}
