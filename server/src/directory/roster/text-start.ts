/** How a text file begins. */
export interface TextStart {
  readonly bomBytes: number;
  readonly utf16: 'utf-16le' | 'utf-16be' | undefined;
}

/** Knows UTF-16 by its mark, or by the zeros that all stand on one side of its characters. */
export function textStart(head: Buffer): TextStart {
  const startsWith = (...bytes: number[]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes));
  if (startsWith(0xff, 0xfe)) return { bomBytes: 2, utf16: 'utf-16le' };
  if (startsWith(0xfe, 0xff)) return { bomBytes: 2, utf16: 'utf-16be' };
  if (startsWith(0xef, 0xbb, 0xbf)) return { bomBytes: 3, utf16: undefined };
  let [even, odd] = [0, 0];
  for (const [at, byte] of head.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  // a few characters of Chinese have a zero on the other side
  if (odd * ZEROS_SHARE > head.length && odd > DOMINANCE * even) return { bomBytes: 0, utf16: 'utf-16le' };
  if (even * ZEROS_SHARE > head.length && even > DOMINANCE * odd) return { bomBytes: 0, utf16: 'utf-16be' };
  return { bomBytes: 0, utf16: undefined };
}

const ZEROS_SHARE = 10;
const DOMINANCE = 4;
