import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { argv, env, execPath, exit } from 'node:process';
import { parseArgs } from 'node:util';

/**
 * `npm run fuzz -- --inputs 1000000 --seed 7`: sends so many inputs to every route of a gateway on real parts, and says
 * which were answered with an error or changed something though refused. The same seed makes the same inputs.
 */
const ROOT = join(import.meta.dirname, '..');
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
});
for (const [name, text] of Object.entries(values)) {
  if (/^[1-9][0-9]{0,9}$/.test(text)) continue;
  console.error(`--${name} must be a whole number, not "${text}"`);
  exit(2);
}
console.log(`${values.inputs} inputs of seed ${values.seed}`);
const { status } = spawnSync(
  execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', 'server/test/fuzz/fuzz.test.ts'],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...env, FUZZ_INPUTS: values.inputs, FUZZ_SEED: values.seed },
  },
);
exit(status ?? 1);
