import { existsSync } from 'node:fs';
import { env, exit, loadEnvFile } from 'node:process';

/** Exit status 0 when the server of these settings takes payments; for health checks of machines without curl. */
const LIMIT_MS = 4_000;
const EVERY_ADDRESS = ['0.0.0.0', '::'];

if (existsSync('.env')) loadEnvFile('.env');
// the whole of config.ts takes longer to load than this takes
const { HOST: named = '0.0.0.0', PORT: port = '8080' } = env;
const host = EVERY_ADDRESS.includes(named) ? '127.0.0.1' : named.replace(/^\[(.*)\]$/, '$1');
const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}/readyz`;
try {
  const answer = await fetch(address, { signal: AbortSignal.timeout(LIMIT_MS) });
  console.log(`${address}: ${answer.status}`);
  exit(answer.ok ? 0 : 1);
} catch (error) {
  console.error(`${address}: ${error.cause?.message ?? error.message}`);
  exit(1);
}
