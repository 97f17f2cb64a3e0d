import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FieldError } from '@zhixiao/protocol/fields';
import { refusalWords } from './apis/refusals.ts';
import { auditCommand, resetOperatorCommand } from './commands/access-commands.ts';
import { archiveCommand } from './commands/archive.ts';
import { backupCommand } from './commands/backup.ts';
import { checkBooksCommand } from './commands/check-books.ts';
import {
  type Command,
  type CommandArguments,
  type OperatorParts,
  printError,
  UsageError,
} from './commands/command.ts';
import { doctorCommand } from './commands/doctor.ts';
import { fourEyesCommand } from './commands/four-eyes.ts';
import type { Inspection } from './commands/inspection.ts';
import { invoiceAccountCommand } from './commands/invoice-account.ts';
import { migrateCommand } from './commands/migrate.ts';
import {
  bindCommand,
  cardLinkCommand,
  freezeCommand,
  personCommand,
  unbindCommand,
  unfreezeCommand,
} from './commands/person-commands.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { restoreCommand } from './commands/restore.ts';
import { exportRosterCommand, importRosterCommand } from './commands/roster-commands.ts';
import { rotateMasterKeyCommand } from './commands/rotate-master-key.ts';
import { shardCommand } from './commands/shard.ts';
import { supportBundleCommand } from './commands/support-bundle.ts';
import { unwantedMoney } from './commands/unwanted-money.ts';
import { parseConfig } from './config/config.ts';
import { ConfigError, readEnv } from './config/settings.ts';
import { isDatabaseAway, openDatabase } from './db/database.ts';
import { unreachable } from './db/wait.ts';
import { databaseUrls } from './installation/database-urls.ts';
import { openKeyring } from './installation/keys/keyring.ts';
import { masterKeysOf } from './installation/master-key.ts';
import { openCore } from './installation/open-core.ts';
import { checkPaymentMode } from './installation/payment-mode.ts';
import { checkShard } from './installation/split/keep-shard.ts';
import { systemClock } from './lib/clock.ts';
import { createLog } from './lib/log.ts';
import { Refusal } from './refusal.ts';
import { requireSchool } from './schools/manage-schools.ts';

/** What an operator does from a shell: `npm run cli -- COMMAND …`. */
const COMMANDS: Readonly<Record<string, Command>> = {
  'unwanted-money': unwantedMoney,
  'import-roster': importRosterCommand,
  'export-roster': exportRosterCommand,
  person: personCommand,
  bind: bindCommand,
  unbind: unbindCommand,
  freeze: freezeCommand,
  unfreeze: unfreezeCommand,
  'card-link': cardLinkCommand,
  'invoice-account': invoiceAccountCommand,
  reconcile: reconcileCommand,
  audit: auditCommand,
  'reset-operator': resetOperatorCommand,
  'four-eyes': fourEyesCommand,
  'rotate-master-key': rotateMasterKeyCommand,
  archive: archiveCommand,
};

/** What works without the parts of the server; exit status 2 when nothing came of it. */
const INSPECTIONS: Readonly<Record<string, Inspection>> = {
  doctor: doctorCommand,
  'check-books': checkBooksCommand,
  'support-bundle': supportBundleCommand,
  migrate: migrateCommand,
  backup: backupCommand,
  restore: restoreCommand,
  shard: shardCommand,
};

const POOL_SIZE = 2;

/** @returns the exit status */
async function main([name = '', ...rest]: readonly string[]): Promise<number> {
  const inspection = Object.hasOwn(INSPECTIONS, name) ? INSPECTIONS[name] : undefined;
  if (inspection) return inspection.run(argumentsOf(inspection, rest));
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`unknown command "${name}"`);
  const args = argumentsOf(command, rest);
  await using stack = new AsyncDisposableStack();
  const parts = await partsFor(stack);
  const schoolId = args.text('school');
  if (schoolId !== undefined) await requireSchool(parts, 'all', schoolId);
  await command.run(parts, args);
  return 0;
}

function argumentsOf({ options }: Pick<Command, 'options'>, rest: readonly string[]): CommandArguments {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...rest], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const text = (option: string) => (typeof values[option] === 'string' ? values[option] : undefined);
  return {
    words: positionals,
    text,
    needed(option) {
      const value = text(option);
      if (!value) throw new UsageError(`--${option} is needed`);
      return value;
    },
    isSet: (option) => values[option] === true,
  };
}

async function partsFor(stack: AsyncDisposableStack): Promise<OperatorParts> {
  const { config, secrets } = parseConfig(readEnv());
  const dataDir = resolve(config.dataDir);
  const { url, ownerUrl } = await databaseUrls({ config, secrets }, stack);
  const db = openDatabase({ url, poolSize: POOL_SIZE });
  stack.defer(() => db.close());
  await checkPaymentMode(db, config.mode);
  await checkShard(db, config.shard);
  const masterKeys = masterKeysOf(secrets, dataDir);
  const log = createLog('silent');
  const { vault } = stack.use(await openKeyring({ databaseUrl: url, masterKeys, log }));
  const core = () =>
    stack.use(
      openCore({
        databaseUrl: url,
        databasePoolSize: POOL_SIZE,
        vault,
        publicUrl: config.publicUrl,
        consoleUrl: config.consoleUrl,
        shard: config.shard,
        sandboxUrl: config.mode === 'sandbox' ? `http://127.0.0.1:${config.sandboxPort}` : undefined,
        channelTimeoutMs: config.channelTimeoutMs,
        clock: systemClock,
        // what goes wrong is printed by the command
        log,
      }),
    ).core;
  const owner = ownerUrl ?? url;
  const ownerDatabase = () => {
    const owned = openDatabase({ url: owner, poolSize: POOL_SIZE });
    stack.defer(() => owned.close());
    return owned;
  };
  const keys = { masterKeys, inDataDir: secrets.masterKeys === undefined };
  return { db, vault, clock: systemClock, dataDir, core, ownerUrl: owner, ownerDatabase, keys };
}

function explain(error: unknown): string {
  if (error instanceof UsageError) {
    const usages = Object.values({ ...COMMANDS, ...INSPECTIONS }).map(
      ({ usage }) => `  npm run cli -- ${usage}`,
    );
    return [error.message, 'usage:', ...usages].join('\n');
  }
  if (error instanceof Refusal) return refusalWords(error).message;
  if (error instanceof FieldError) return error.message;
  if (error instanceof ConfigError) return `Wrong setting: ${error.message}`;
  if (isDatabaseAway(error)) return unreachable(error).message;
  return error instanceof Error ? error.message : String(error);
}

const [first = '', ...others] = process.argv.slice(2);
try {
  process.exitCode = await main([first, ...others]);
} catch (error) {
  printError(explain(error));
  process.exitCode = Object.hasOwn(INSPECTIONS, first) ? 2 : 1;
}
