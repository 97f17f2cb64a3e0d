/** A source of numbers that gives the same ones for the same seed (mulberry32), so that every input can be made again. */
export interface Random {
  /** From 0 up to, and without, `below`. */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
}

export function randomOf(seed: number, index: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    chance: (probability) => next() < probability,
    pick: (values) => {
      const value = values[int(values.length)];
      if (value === undefined && values.length === 0) throw new Error('nothing to pick from');
      return value as (typeof values)[number];
    },
  };
}

/** Stand in inputs, and must stand in no line of the log. */
export const CANARIES = ['欧阳金丝雀', '13898765432', 'canary.bird@example.cn', '110101199003071233'];

const TEXTS: readonly string[] = [
  ...CANARIES,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\ufeff',
  '\u202e',
  '\n',
  'a\r\nset-cookie: x=y',
  '😀',
  '中文',
  '0',
  '-1',
  '1',
  '01',
  '1.5',
  '1e309',
  'NaN',
  'Infinity',
  '9223372036854775807',
  '9223372036854775808',
  '99999999999999999999999999',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '{"a":',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "' or 1=1 --",
  '"; drop table orders; --',
  '#{7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '%',
  '%zz',
  '%ff',
  '\\',
  'javascript:alert(1)',
  'http://127.0.0.1/',
  'http://[::1]:1/',
  'http://user:pass@a.cn/',
  'file:///etc/passwd',
  '2026-02-31',
  '0000-01-01',
  '9999-12-31',
  '2026-11-28',
  'a'.repeat(32),
  '中'.repeat(129),
  'a'.repeat(300),
  '1'.repeat(5_000),
];

/** Text that somebody has thought of, or that nobody has. */
export function anyText(random: Random, known: readonly string[]): string {
  if (random.chance(0.35)) return random.pick(known);
  if (random.chance(0.7)) return random.pick(TEXTS);
  return Array.from({ length: random.int(40) }, () =>
    String.fromCodePoint(random.chance(0.7) ? 32 + random.int(95) : random.int(0xd7ff)),
  ).join('');
}

/** Anything that JSON can say. */
export function anyValue(random: Random, known: readonly string[], levels = 2): unknown {
  const kind = random.int(levels > 0 ? 9 : 7);
  if (kind < 3) return anyText(random, known);
  if (kind === 3) return random.pick([0, 1, -1, 2 ** 31, 2 ** 53, 1e21, 1e308, -0.5, 100, 3000]);
  if (kind === 4) return random.chance(0.5);
  if (kind === 5) return null;
  if (kind === 6) return random.pick([[], {}, '', '[]', '{}']);
  const count = random.int(4);
  if (kind === 7) return Array.from({ length: count }, () => anyValue(random, known, levels - 1));
  return Object.fromEntries(
    Array.from({ length: count }, () => [anyText(random, known), anyValue(random, known, levels - 1)]),
  );
}
