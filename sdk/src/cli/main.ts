#!/usr/bin/env node
import { argv, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { ZhixiaoError } from '../errors.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/all.ts';
import { CommandError, EXIT, exitCodeOf } from './exit-codes.ts';
import { help } from './help.ts';
import { COMMON, type Values } from './options.ts';
import { settingsOf } from './settings.ts';
import { languageOf, openTerminal, type Terminal } from './terminal.ts';

/** Put in when the package is built. */
declare const SDK_VERSION: string;

async function main(words: readonly string[]): Promise<number> {
  // before anything can go wrong: how that is to be said
  const terminal = openTerminal(languageOf(valueAfter(words, '--lang')), words.includes('--json'));
  if (words[0] === '--version' || words[0] === '-v') {
    terminal.entry(SDK_VERSION, { version: SDK_VERSION });
    return EXIT.done;
  }
  const command = COMMANDS.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '));
  try {
    if (command) return await runCommand(terminal, command, words.slice(command.name.split(' ').length));
    const isAsked =
      words.length === 0 || words.includes('--help') || words[0] === 'help' || words[0] === '-h';
    (isAsked ? terminal.line : terminal.warn)(help(terminal, COMMANDS, undefined));
    return isAsked ? EXIT.done : EXIT.usage;
  } catch (error) {
    report(terminal, error);
    return exitCodeOf(error);
  }
}

async function runCommand(terminal: Terminal, command: Command, words: readonly string[]): Promise<number> {
  const { values, positionals } = parsed(terminal, command, words);
  if (values.help === true) {
    terminal.line(help(terminal, COMMANDS, command));
    return EXIT.done;
  }
  const isShort = positionals.length === 0 && command.takes !== '' && !command.takes.startsWith('[');
  if (isShort || positionals.length > (command.takes === '' ? 0 : 1)) {
    throw new CommandError(`zhixiao-pay ${command.name} ${command.takes}`.trim(), EXIT.usage);
  }
  return command.run({ values, words: positionals, settings: settingsOf(values), terminal });
}

function parsed(terminal: Terminal, command: Command, words: readonly string[]) {
  const options = Object.entries({ ...COMMON, ...command.options }).map(([name, { type }]) => [
    name,
    { type },
  ]);
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: Object.fromEntries(options) as Record<string, { type: 'string' | 'boolean' }>,
      allowPositionals: true,
    });
    return { values: values as Values, positionals };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const hint = {
      zh: `用 zhixiao-pay ${command.name} --help 查看选项`,
      en: `zhixiao-pay ${command.name} --help lists the options`,
    };
    throw new CommandError(`${message}\n${terminal.say(hint)}`, EXIT.usage);
  }
}

/** What went wrong and what to do: for people on standard error, with --json on standard output. */
function report(terminal: Terminal, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const exitCode = exitCodeOf(error);
  if (!(error instanceof ZhixiaoError)) {
    if (terminal.isJson) terminal.result({ error: { message, exitCode } });
    else terminal.warn(terminal.paint('red', message));
    return;
  }
  const { code, outRefundNo: out_refund_no } = error;
  const field = 'field' in error ? error.field : undefined;
  const cure = terminal.say({ zh: error.cure, en: error.cureEn });
  if (terminal.isJson) {
    terminal.result({ error: { code, message, field, cure, out_refund_no, exitCode } });
    return;
  }
  terminal.warn(`${terminal.paint('red', message)} (${code})`);
  if (out_refund_no !== undefined) terminal.warn(`out_refund_no ${out_refund_no}`);
  terminal.warn(`→ ${cure}`);
}

function valueAfter(words: readonly string[], option: string): string | undefined {
  const found = words.find((word) => word.startsWith(`${option}=`));
  return found === undefined
    ? words[words.indexOf(option) + 1 || words.length]
    : found.slice(option.length + 1);
}

// who reads the pipe has gone, as `head` does: what has no end ends, and the rest still ends with its own exit code
stdout.on('error', () => process.emit('SIGINT'));
exit(await main(argv.slice(2)));
