import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A CPU profile as `node --cpu-prof` writes it, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds between samples. */
  readonly timeDeltas: readonly number[];
}

/** The time of one place: a folder of ours, a package, or a part of the runtime. Microseconds. */
interface PlaceTime {
  readonly place: string;
  /** While its own code ran. */
  readonly self: number;
  /** While it or what it had called ran. */
  readonly total: number;
}

interface ReadProfile {
  /** Without what was idle. Microseconds. */
  readonly busy: number;
  /** Most self time first. */
  readonly places: readonly PlaceTime[];
  /** Stacks of places, the outermost first, joined by `;`, with their self time: the folded form of flame graphs. */
  readonly folded: ReadonlyMap<string, number>;
}

const IDLE = '(idle)';

/**
 * Adds a profile up by places.
 * @param root the checkout, whose folders are places
 * @param skippedMs how much of the beginning is left out: starting and compiling
 */
export function readProfile(
  { nodes, samples, timeDeltas }: CpuProfile,
  root: string,
  skippedMs = 0,
): ReadProfile {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const selfOf = new Map<number, number>();
  let elapsed = 0;
  for (const [index, id] of samples.entries()) {
    elapsed += timeDeltas[index] ?? 0;
    if (elapsed >= skippedMs * 1_000) add(selfOf, id, timeDeltas[index] ?? 0);
  }
  const [folded, self, total] = [0, 0, 0].map(() => new Map<string, number>()) as [Times, Times, Times];
  let busy = 0;
  for (const [leaf, us] of selfOf) {
    const stack: string[] = [];
    for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
      const node = byId.get(id);
      const place = node && placeOf(node.callFrame, root);
      if (place !== undefined && stack[0] !== place) stack.unshift(place);
    }
    const place = stack.at(-1) ?? '(program)';
    if (place === IDLE) continue;
    busy += us;
    add(self, place, us);
    for (const each of new Set(stack)) add(total, each, us);
    add(folded, stack.join(';') || place, us);
  }
  const places = [...new Set([...self.keys(), ...total.keys()])]
    .map((place) => ({ place, self: self.get(place) ?? 0, total: total.get(place) ?? 0 }))
    .sort((one, other) => other.self - one.self || other.total - one.total);
  return { busy, places, folded };
}

type Times = Map<string, number>;

function add<Key>(times: Map<Key, number>, key: Key, us: number): void {
  times.set(key, (times.get(key) ?? 0) + us);
}

/** Undefined for the root, whose time is that of what it calls. */
function placeOf(
  { functionName, url }: { functionName: string; url: string },
  root: string,
): string | undefined {
  if (functionName === '(root)') return undefined;
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return url.split('/')[0];
  const path = relative(root, url.startsWith('file:') ? fileURLToPath(url) : url).split(sep);
  const at = path.lastIndexOf('node_modules');
  if (at >= 0) {
    const [scope = '', name = ''] = path.slice(at + 1);
    return scope.startsWith('@') ? `${scope}/${name}` : scope;
  }
  // of the server its rooms, and of a room of rooms those
  return path.slice(0, Math.min(path.length - 1, path[2] === 'apis' ? 4 : 3)).join('/');
}
