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
    if (!isAsked) throw new CommandError(noSuchCommand(terminal, words), EXIT.usage);
    terminal.line(help(terminal, COMMANDS, undefined));
    return EXIT.done;
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
  const { takes } = command;
  const extra = positionals[takes === '' ? 0 : 1];
  const isShort = positionals.length === 0 && takes !== '' && !takes.startsWith('[');
  if (isShort || extra !== undefined) {
    const wrong = isShort
      ? terminal.say({ zh: `缺少 ${takes}`, en: `${takes} is missing` })
      : terminal.say({ zh: `多余的参数：${extra}`, en: `One word too many: ${extra}` });
    throw new CommandError(`${wrong}\nzhixiao-pay ${command.name} ${takes}`.trim(), EXIT.usage);
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
    const message = wrongOption(terminal, error);
    const hint = {
      zh: `用 zhixiao-pay ${command.name} --help 查看选项`,
      en: `zhixiao-pay ${command.name} --help lists the options`,
    };
    throw new CommandError(`${message}\n${terminal.say(hint)}`, EXIT.usage);
  }
}

/** The parser says it in English alone. */
function wrongOption({ say }: Terminal, error: unknown): string {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const option = /--?[\w-]+/.exec(message)?.[0] ?? '';
  const isUnknown = message.startsWith('Unknown option');
  return say(
    isUnknown
      ? { zh: `没有这个选项：${option}`, en: `There is no option ${option}` }
      : { zh: `选项 ${option} 的用法不对：${message}`, en: message },
  );
}

/** With those that begin with the same word. */
function noSuchCommand({ say }: Terminal, words: readonly string[]): string {
  const said = words
    .slice(0, 2)
    .filter((word) => !word.startsWith('-'))
    .join(' ');
  const near = COMMANDS.filter(({ name }) => name.split(' ')[0] === words[0]).map(({ name }) => name);
  return [
    say({ zh: `没有这个命令：${said}`, en: `There is no command “${said}”` }),
    ...near.map((name) => `  zhixiao-pay ${name}`),
    say({ zh: '用 zhixiao-pay --help 查看全部命令', en: 'zhixiao-pay --help lists all commands' }),
  ].join('\n');
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
