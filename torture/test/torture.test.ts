import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What a run of the suite can spend; `npm run torture` takes 100, or as many as it is told. */
const KILLS = env.TORTURE_KILLS ?? '30';
const SEED = env.TORTURE_SEED ?? '20261128';
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test(`killed ${KILLS} times with every fault of network, database and channels: nothing lost, nothing doubled`, async () => {
  const child = spawn(execPath, [MAIN, '--kills', KILLS, '--seed', SEED], {
    env: { ...env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const [code] = await once(child, 'exit');
  expect(output).toContain(`${KILLS} kills of seed ${SEED}`);
  expect(output).toContain(': 0 violations');
  expect(code, output).toBe(0);
});
