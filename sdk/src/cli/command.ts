import { type Client, createClient } from '../client.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import type { Options, Values } from './options.ts';
import type { Settings } from './settings.ts';
import type { Terminal, Words } from './terminal.ts';

/** What one run of a command is given. */
export interface Run {
  readonly values: Values;
  readonly words: readonly string[];
  readonly settings: Settings;
  readonly terminal: Terminal;
}

export interface Command {
  /** One or two words, such as `order create`. */
  readonly name: string;
  /** What follows the name in the help, such as `OUT_TRADE_NO`; as many words are needed, but for those in brackets. */
  readonly takes: string;
  readonly says: Words;
  readonly options: Options;
  /** Answers the exit code. */
  readonly run: (run: Run) => Promise<number>;
}

export function clientOf({ settings }: Run): Client {
  return createClient(settings);
}

/** An option that the command cannot do without. */
export function needed({ values, terminal }: Run, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  const words = { zh: `缺少 --${name}`, en: `--${name} is missing` };
  throw new CommandError(terminal.say(words), EXIT.usage);
}

/** An option as it was given. */
export function given({ values }: Run, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An option that is 1 or 2: another would be sent as none at all. */
export function oneOrTwo(run: Run, name: string): 1 | 2 | undefined {
  const value = given(run, name);
  if (value === undefined) return undefined;
  if (value === '1') return 1;
  if (value === '2') return 2;
  throw new CommandError(`--${name} 1|2`, EXIT.usage);
}

/** An option that is an address of the web. */
export function givenAddress(run: Run, name: string): string | undefined {
  const value = given(run, name);
  if (value === undefined || /^https?:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/.test(value)) return value;
  throw new CommandError(`--${name} http(s)://…`, EXIT.usage);
}
