import { NAMED_LINES_MAX, type HiddenLines as ReportedLines } from './sheet.ts';

/**
 * Notes numbers that may have lost zeros at their front: where some numbers of a roster begin with zero, the others
 * are as long. Nothing is refused for it: shorter numbers may be right.
 */
export function lostZerosWatch() {
  const lengths = new Map<number, { zeros: number; count: number; first: number[] }>();
  return {
    note(userNo: string, line: number): void {
      if (!/^[0-9]+$/.test(userNo)) return;
      const seen = lengths.get(userNo.length) ?? { zeros: 0, count: 0, first: [] };
      lengths.set(userNo.length, seen);
      if (userNo.startsWith('0')) seen.zeros += 1;
      seen.count += 1;
      if (seen.first.length < NAMED_LINES_MAX) seen.first.push(line);
    },
    /** The lines whose numbers are shorter than ones that begin with zero. */
    found(): ReportedLines {
      const whole = Math.max(
        0,
        ...[...lengths].filter(([, { zeros }]) => zeros > 0).map(([length]) => length),
      );
      const short = [...lengths].filter(([length]) => length < whole).map(([, seen]) => seen);
      const first = short.flatMap((seen) => seen.first).toSorted((a, b) => a - b);
      return {
        count: short.reduce((sum, { count }) => sum + count, 0),
        first: first.slice(0, NAMED_LINES_MAX),
      };
    },
  };
}
