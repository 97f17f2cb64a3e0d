import type { Random } from '../../../server/test/fuzz/random.ts';

/**
 * What a network does to connections, by the names that Toxiproxy gave them. Times are milliseconds.
 * `latency`: everything comes later. `down`: nobody is there; connections are reset at once. `bandwidth`: so many bytes a
 * second. `slow_close`: an end is told late. `timeout`: nothing gets through, and after `ms` the connection ends (0:
 * never). `reset`: connections are reset. `slicer`: small pieces with pauses. `limit`: a connection ends after so many
 * bytes.
 */
export type Toxic =
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs: number }
  | { readonly kind: 'down' }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  | { readonly kind: 'slow_close'; readonly ms: number }
  | { readonly kind: 'timeout'; readonly ms: number }
  | { readonly kind: 'reset'; readonly ms: number }
  | { readonly kind: 'slicer'; readonly bytes: number; readonly ms: number }
  | { readonly kind: 'limit'; readonly bytes: number };

const TOXICS = [
  'latency',
  'down',
  'bandwidth',
  'slow_close',
  'timeout',
  'reset',
  'slicer',
  'limit',
] as const satisfies readonly Toxic['kind'][];

/** One toxic of each kind, as strong as the source of numbers says. */
export function randomToxic(random: Random, kind: Toxic['kind'] = random.pick(TOXICS)): Toxic {
  switch (kind) {
    case 'latency':
      return { kind, ms: 20 + random.int(400), jitterMs: random.int(200) };
    case 'bandwidth':
      return { kind, bytesPerSecond: 2_000 + random.int(60_000) };
    case 'slow_close':
      return { kind, ms: 100 + random.int(2_000) };
    case 'timeout':
      return { kind, ms: random.chance(0.3) ? 0 : 200 + random.int(2_000) };
    case 'reset':
      return { kind, ms: random.int(300) };
    case 'slicer':
      return { kind, bytes: 1 + random.int(200), ms: 1 + random.int(15) };
    case 'limit':
      return { kind, bytes: 50 + random.int(20_000) };
    case 'down':
      return { kind };
  }
}
