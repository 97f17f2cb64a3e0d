import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { parseArgs } from 'node:util';
import { startThrowawayPostgres } from '../server/test/helpers/postgres/throwaway-postgres.ts';
import { rollOver } from './release/rolling.ts';

/**
 * `npm run drill:rolling -- [--from FOLDER] [--rounds N] [--callers N] [--delay MS]`: replaces two servers behind haproxy one
 * after the other under load, and counts what fails. With FOLDER, a checkout of an earlier release that is set up, its servers
 * come first and those of this one take their place: old and new side by side on one database.
 */
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    from: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    callers: { type: 'string', default: '8' },
    delay: { type: 'string', default: '5000' },
  },
});
const to = join(import.meta.dirname, '..');
const postgres = await startThrowawayPostgres();
try {
  const { requests, orderIds, failures, slowestMs } = await rollOver({
    haproxy: 'haproxy',
    databaseUrl: postgres.url,
    from: resolve(values.from ?? to),
    to,
    rounds: Number(values.rounds),
    drainDelayMs: Number(values.delay),
    callers: Number(values.callers),
    pauseMs: 0,
    log: console.log,
  });
  for (const failure of failures.slice(0, 20)) console.log(failure);
  console.log(
    `${requests} requests, ${orderIds.length} orders, ${failures.length} failed, slowest ${slowestMs.toFixed(0)} ms`,
  );
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await postgres.remove();
}
