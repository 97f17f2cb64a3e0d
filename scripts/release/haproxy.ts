import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'docs', 'operating', 'haproxy', 'haproxy.cfg');

/** A running haproxy, by the example of docs/operating/haproxy with other addresses. */
export interface Haproxy {
  readonly url: string;
  /** Waits until it sends requests to both servers. */
  seesBoth(): Promise<void>;
  stop(): Promise<void>;
}

/** @param ports of the two servers, on this machine */
export async function startHaproxy(
  program: string,
  folder: string,
  ports: readonly [number, number],
): Promise<Haproxy> {
  const [port, statsPort] = [await freePort(), await freePort()];
  const config = readFileSync(EXAMPLE, 'utf8')
    .replace('0.0.0.0:8443', `127.0.0.1:${port}`)
    .replace('10.0.0.11:8080', `127.0.0.1:${ports[0]}`)
    .replace('10.0.0.12:8080', `127.0.0.1:${ports[1]}`);
  const stats = `\nfrontend figures\n    bind 127.0.0.1:${statsPort}\n    stats enable\n    stats uri /figures\n`;
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, config + stats);
  const child = spawn(program, ['-f', file, '-db'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk;
  });
  const ended = once(child, 'exit');
  /** One line a server: name, …, its state in column 18. */
  const states = async () => {
    if (child.exitCode !== null) throw new Error(complaint);
    const text = await fetch(`http://127.0.0.1:${statsPort}/figures;csv`).then(
      (answer) => answer.text(),
      () => '',
    );
    const lines = text.split('\n').map((line) => line.split(','));
    return lines.filter(([part, name]) => part === 'servers' && name !== 'BACKEND').map((cells) => cells[17]);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    async seesBoth() {
      const both = async () => (await states()).filter((state) => state === 'UP').length === 2;
      await waitFor(both, { what: 'haproxy to see both servers', timeoutMs: 60_000 });
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
