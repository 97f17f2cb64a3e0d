import type { Gateway } from './gateway.ts';
import { runHostedCli } from './hosted-cli.ts';

/**
 * Runs `npm run cli -- …` beside the gateway; answers what it printed.
 * @throws Error as `execFile` does when the exit status is not 0: with `code`, `stdout` and `stderr`
 */
export async function runOperator(gateway: Gateway, ...args: string[]): Promise<string> {
  const settings = {
    DATABASE_URL: gateway.databaseUrl,
    MASTER_KEY: gateway.masterKey.toString('base64'),
    SANDBOX_PORT: new URL(gateway.wechat.url).port,
  };
  const { status, stdout, stderr } = await runHostedCli(settings, args);
  if (status === 0) return stdout;
  throw Object.assign(new Error(`${args.join(' ')}: ${stderr}`), { code: status, stdout, stderr });
}
