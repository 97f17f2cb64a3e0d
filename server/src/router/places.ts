import { isId, shardOfId } from '../lib/ids.ts';
import type { Key } from './routed.ts';

/** Which shard has what, as far as answers have told; all of it can be found out again. */
export interface Places {
  /** Undefined: no answer has told yet, or what it told is forgotten. */
  known(key: Key): number | undefined;
  /** The likeliest shard of what is not known. */
  guess(key: Key): number;
  learn(key: Key, shard: number): void;
  forget(key: Key): void;
}

/** Some 15 MB; schools have a few hundred apps and accounts, and the rest is numbers from before there were shards. */
const KEPT = 100_000;
/** Longer names are of links, each made for one page. */
const NAME_MAX = 64;

/** @param limit how many are kept; the one that was confirmed longest ago is forgotten first */
export function places(shards: number, limit = KEPT): Places {
  const kept = new Map<string, number>();
  const guess = ({ name, number }: Key) => {
    if (number !== undefined && isId(number) && shardOfId(number) < shards) return shardOfId(number);
    return hashOf(name) % shards;
  };
  return {
    known: ({ name }) => kept.get(name),
    guess,
    learn(key, shard) {
      kept.delete(key.name);
      // a number says it by itself
      if (key.name.length > NAME_MAX || (key.number !== undefined && guess(key) === shard)) return;
      kept.set(key.name, shard);
      const [oldest] = kept.keys();
      if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
    },
    forget: ({ name }) => void kept.delete(name),
  };
}

function hashOf(text: string): number {
  let hash = 0;
  for (let place = 0; place < text.length; place += 1) hash = (hash * 31 + text.charCodeAt(place)) >>> 0;
  return hash;
}
