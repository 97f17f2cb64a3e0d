import type { Installation } from '../installation.ts';

/** A programmer's error in a log is one, whatever the books say. */
export function loggedFaults({ servers }: Pick<Installation, 'servers'>): string[] {
  const printed = servers.api.output() + servers.worker.output();
  const lines = printed.split('\n').filter((line) => /^\{.*(Assertion|Type|Range|Reference)Error/.test(line));
  return [...new Set(lines.map((line) => `logged: ${line.slice(0, 1_000)}`))];
}
