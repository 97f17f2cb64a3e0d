import { resolve } from 'node:path';
import { openCore } from '../installation/open-core.ts';
import { systemClock } from '../lib/clock.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { createLog } from '../lib/log.ts';
import type { Words } from '../lib/words.ts';
import { checkAccounts } from './check-accounts.ts';
import { checkBackups } from './check-backups.ts';
import { checkChannels } from './check-channels.ts';
import { checkFiles, checkTimeZones } from './check-files.ts';
import { checkPublicAddress } from './check-public-address.ts';
import { checkSenders } from './check-senders.ts';
import { checkSettings } from './check-settings.ts';
import { examineDatabase, installationFinding, type OpenedAccounts } from './examine-database.ts';
import type { Finding } from './finding.ts';
import { type Env, type ReadSettings, readSettings } from './read-settings.ts';
import { checkRuns, type RunCheck } from './run-check.ts';

/** What an installation is looked at by. */
export interface Examined {
  readonly env: Env;
  /** The file that settings come from besides the environment, and which it names. */
  readonly envFile: { readonly path: string; readonly names: readonly string[] } | undefined;
}

/** Looks at everything an installation needs, and changes nothing. The database may be away. */
export async function examine(
  { env, envFile }: Examined,
  onStart: (name: Words) => void,
): Promise<readonly Finding[]> {
  const settings = readSettings(env);
  const { config, secrets } = settings;
  const dataDir = resolve(config.dataDir);
  const isProduction = config.mode === 'production';
  const { findings, run } = checkRuns(onStart, installationFinding);
  await run({ zh: '设置', en: 'settings' }, () => checkSettings(env, envFile?.names ?? [], settings));
  await run({ zh: '文件和磁盘', en: 'files and disk' }, async () => [
    ...(await checkFiles({ dataDir, envFile: envFile?.path, isProduction })),
    ...checkTimeZones(),
  ]);
  await run({ zh: '备份', en: 'backups' }, () => checkBackups(settings, new Date()));
  const isWrong = (name: string) => settings.wrong.some((wrong) => wrong.name === name);
  const opened = isWrong('DATABASE_URL') ? undefined : await examineDatabase(settings, dataDir, run);
  if (opened) await examineAccounts(settings, opened, run);
  if (!isWrong('PUBLIC_URL')) {
    await run({ zh: '对外地址', en: 'public address' }, async () => {
      await using http = createHttpClient();
      return await checkPublicAddress(http, { publicUrl: config.publicUrl, isProduction, now: new Date() });
    });
  }
  await run({ zh: '邮件和短信', en: 'mail and short messages' }, () => checkSenders(secrets.senders));
  return findings;
}

async function examineAccounts(
  { config }: ReadSettings,
  { url, vault, accounts }: OpenedAccounts,
  run: RunCheck,
): Promise<void> {
  await using opened = openCore({
    databaseUrl: url,
    databasePoolSize: 2,
    vault,
    publicUrl: config.publicUrl,
    sandboxUrl: config.mode === 'sandbox' ? `http://127.0.0.1:${config.sandboxPort}` : undefined,
    channelTimeoutMs: config.channelTimeoutMs,
    clock: systemClock,
    log: createLog('silent'),
  });
  const { core } = opened;
  await run({ zh: '商户账户和证书', en: 'merchant accounts and certificates' }, () =>
    checkAccounts(core, accounts, new Date()),
  );
  const enabled = accounts.filter((account) => account.enabled);
  await run({ zh: '渠道', en: 'channels' }, () => checkChannels(core, enabled, () => new Date()));
}
