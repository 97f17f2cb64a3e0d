import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { COMPILED } from './compiled.ts';
import type { Gateway } from './gateway.ts';

const OPERATOR = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

/** Runs `npm run cli -- …` beside the gateway; answers what it printed. */
export async function runOperator(gateway: Gateway, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [OPERATOR, ...args], {
    env: {
      ...COMPILED,
      DATABASE_URL: gateway.databaseUrl,
      MASTER_KEY: gateway.masterKey.toString('base64'),
      SANDBOX_PORT: new URL(gateway.wechat.url).port,
    },
  });
  return stdout;
}
