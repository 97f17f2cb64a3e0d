import type { Words } from '../lib/words.ts';
import { type Command, type CommandArguments, UsageError } from './command.ts';

/** 0: all is well. 1 and 2 are each inspection's own; 2 also: nothing could be found out. */
export type ExitStatus = 0 | 1 | 2;

/** A command that needs nothing of the server that has to work, and says by its exit status what it found or made. */
export interface Inspection extends Pick<Command, 'usage' | 'options'> {
  run(args: CommandArguments): Promise<ExitStatus>;
}

export const INSPECTION_OPTIONS = {
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const;
export const INSPECTION_USAGE = '[--lang zh|en] [--json]';

/** How words are printed: in the language of `--lang`, or in both, Chinese first. @throws UsageError */
export function wordsBy(args: CommandArguments): (words: Words) => string {
  const language = args.text('lang');
  if (language === undefined) return ({ zh, en }) => (zh === en ? zh : `${zh} / ${en}`);
  if (language !== 'zh' && language !== 'en') throw new UsageError('--lang is zh or en');
  return (words) => words[language];
}
