import type { Command } from './command.ts';
import { COMMON, type Options } from './options.ts';
import type { Terminal } from './terminal.ts';

/** All commands, or what one takes. */
export function help(terminal: Terminal, commands: readonly Command[], command: Command | undefined): string {
  const { say } = terminal;
  if (!command) {
    const width = Math.max(...commands.map((each) => `${each.name} ${each.takes}`.length));
    const lines = commands.map(
      (each) => `  ${`${each.name} ${each.takes}`.padEnd(width)}  ${say(each.says)}`,
    );
    return [
      say({ zh: '知校聚合支付的命令行', en: 'The command line of Zhixiao Pay' }),
      '',
      `zhixiao-pay ${say({ zh: '命令 [选项]', en: 'COMMAND [OPTIONS]' })}`,
      '',
      ...lines,
      '',
      say({ zh: '每个命令都有的选项：', en: 'Options of every command:' }),
      ...optionLines(terminal, COMMON),
    ].join('\n');
  }
  return [
    `zhixiao-pay ${command.name} ${command.takes}`.trim(),
    say(command.says),
    '',
    ...optionLines(terminal, command.options),
    ...(Object.keys(command.options).length > 0 ? [''] : []),
    ...optionLines(terminal, COMMON),
  ].join('\n');
}

function optionLines({ say }: Terminal, options: Options): string[] {
  return Object.entries(options).map(
    ([name, { value = '', says }]) => `  ${`--${name} ${value}`.padEnd(22)} ${say(says)}`,
  );
}
