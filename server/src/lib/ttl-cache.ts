/**
 * Remembers what `load` found for `ttlMs` milliseconds. Concurrent askers share one load; a failed or
 * empty load is not remembered. Holds at most `limit` entries, dropping the oldest.
 */
export function ttlCache<T>(options: {
  readonly ttlMs: number;
  readonly limit: number;
  readonly load: (key: string) => Promise<T | undefined>;
}): (key: string) => Promise<T | undefined> {
  const entries = new Map<string, { until: number; value: Promise<T | undefined> }>();
  return (key) => {
    const now = performance.now();
    const known = entries.get(key);
    if (known && known.until > now) return known.value;
    const value = options.load(key);
    entries.delete(key);
    entries.set(key, { until: now + options.ttlMs, value });
    const evict = () => {
      if (entries.get(key)?.value === value) entries.delete(key);
    };
    value.then((found) => found === undefined && evict(), evict);
    for (const oldest of entries.keys()) {
      if (entries.size <= options.limit) break;
      entries.delete(oldest);
    }
    return value;
  };
}
