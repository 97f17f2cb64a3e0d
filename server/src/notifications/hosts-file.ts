import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:process';

/** Names that this machine's administrator has given addresses. */
export interface HostsFile {
  /** Of a lower-case name without a dot at its end; empty: the file does not have it. */
  addressesOf(name: string): readonly string[];
}

const LOOK_EVERY_MS = 1_000;

const PATH = platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/**
 * The hosts file, which a resolver that asks name servers does not read, and schools use. Read again within a second
 * of a change.
 */
export function hostsFile(path = PATH): HostsFile {
  let names = new Map<string, string[]>();
  let version = '';
  let lookAt = 0;
  const refresh = () => {
    const now = performance.now();
    if (now < lookAt) return;
    lookAt = now + LOOK_EVERY_MS;
    try {
      const { mtimeMs, size } = statSync(path);
      if (version === `${mtimeMs} ${size}`) return;
      names = namesIn(readFileSync(path, 'utf8'));
      version = `${mtimeMs} ${size}`;
    } catch {
      // a machine without the file, or whose administrator keeps it to himself, names nobody by it
      names = new Map();
      version = '';
    }
  };
  return {
    addressesOf(name) {
      refresh();
      return names.get(name) ?? [];
    },
  };
}

function namesIn(text: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address, ...given] = line.replace(/#.*$/, '').trim().split(/\s+/);
    if (!address) continue;
    for (const name of given) {
      const known = names.get(name.toLowerCase());
      if (known) known.push(address);
      else names.set(name.toLowerCase(), [address]);
    }
  }
  return names;
}
