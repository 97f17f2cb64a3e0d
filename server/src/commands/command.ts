import type { ParseArgsOptionsConfig } from 'node:util';
import type { Core } from '../core.ts';
import type { Database } from '../db/database.ts';
import type { DirectoryParts } from '../directory/directory-parts.ts';
import type { MasterKeys } from '../installation/keys/load-keys.ts';

/** What was written after a command, by `parseArgs`. */
export interface CommandArguments {
  /** The words that are no options, without the command itself. */
  readonly words: readonly string[];
  /** An option's text; undefined when it was not given. */
  text(name: string): string | undefined;
  /** @throws UsageError when it was not given */
  needed(name: string): string;
  isSet(name: string): boolean;
}

/** What a command works with. */
export interface OperatorParts extends DirectoryParts {
  /** The server's, as the settings have it. */
  readonly dataDir: string;
  /** Where its master keys are read, and whether that is a file of the sandbox. */
  readonly keys: { readonly masterKeys: MasterKeys; readonly inDataDir: boolean };
  /** Where the database is reached as the role that owns the tables; the server's, where there is one role. */
  readonly ownerUrl: string;
  /** The database as that role. */
  ownerDatabase(): Database;
  /** The rest of the server, wired when a command needs it. */
  core(): Core;
}

/** One command of `npm run cli`. */
export interface Command {
  /** After `npm run cli -- `. */
  readonly usage: string;
  readonly options: ParseArgsOptionsConfig;
  run(parts: OperatorParts, args: CommandArguments): Promise<void>;
}

/** A command that was not called as it is meant. */
export class UsageError extends Error {}

export const print = (line: string) => process.stdout.write(`${line}\n`);
export const printError = (line: string) => process.stderr.write(`${line}\n`);
