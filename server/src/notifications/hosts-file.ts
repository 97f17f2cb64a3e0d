import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:process';

/** The names and addresses in this machine's hosts file. */
export interface HostsFile {
  /** Of a lower-case name without a dot at its end; empty: the file does not have it. */
  addressesOf(name: string): readonly string[];
}

const CHECK_EVERY_MS = 1_000;

const PATH = platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/**
 * The hosts file, which a resolver that asks name servers does not read, and schools use. Read again within a second
 * of a change.
 */
export function hostsFile(path = PATH): HostsFile {
  let names = new Map<string, string[]>();
  let version = '';
  let checkAt = 0;
  const refresh = () => {
    const now = performance.now();
    if (now < checkAt) return;
    checkAt = now + CHECK_EVERY_MS;
    try {
      const { mtimeMs, size } = statSync(path);
      if (version === `${mtimeMs} ${size}`) return;
      names = namesIn(readFileSync(path, 'utf8'));
      version = `${mtimeMs} ${size}`;
    } catch {
      // without the file, or without permission to read it, it has no names
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
