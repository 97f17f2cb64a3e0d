import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CI_KILLS, CI_SEED } from '../src/options.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test(`killed ${CI_KILLS} times with every fault of network, database and channels: nothing lost, nothing doubled`, async () => {
  const child = spawn(execPath, [MAIN, '--kills', String(CI_KILLS), '--seed', String(CI_SEED)], {
    env: { ...env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const [code] = await once(child, 'exit');
  expect(output).toContain(`${CI_KILLS} kills of seed ${CI_SEED}`);
  expect(output).toContain(': 0 violations');
  expect(code, output).toBe(0);
});
