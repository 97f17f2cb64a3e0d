import { stderr, stdout } from 'node:process';
import { LOCALE, WANTS_COLOURS } from './environment.ts';

type Language = 'zh' | 'en';

/** A text in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;

/** Where a command writes: for people in their language, with --json for programs, one JSON text a line. */
export interface Terminal {
  readonly language: Language;
  readonly isJson: boolean;
  say(words: Words): string;
  paint(colour: keyof typeof COLOURS, text: string): string;
  /** A line for people; nothing with --json. */
  line(text: string): void;
  /** What the command found: its fields a line each, or JSON. */
  result(value: object): void;
  /** One of many: a line for people, or one JSON text. */
  entry(text: string, value: object): void;
  /** To standard error, also with --json. */
  warn(text: string): void;
}

export function openTerminal(language: Language, isJson: boolean): Terminal {
  const isColoured = stdout.isTTY === true && WANTS_COLOURS;
  const shown = (text: string) => harmless(text, isColoured);
  const print = (text: string) => void stdout.write(`${shown(text)}\n`);
  const paint: Terminal['paint'] = (colour, text) =>
    isColoured ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  return {
    language,
    isJson,
    say: (words) => words[language],
    paint,
    line: (text) => isJson || print(text),
    result(value) {
      if (isJson) return print(JSON.stringify(value));
      for (const [name, shown] of Object.entries(value)) {
        if (shown === undefined) continue;
        print(
          `${paint('dim', name.padEnd(14))} ${typeof shown === 'object' ? JSON.stringify(shown) : shown}`,
        );
      }
    },
    entry: (text, value) => print(isJson ? JSON.stringify(value) : text),
    warn: (text) => void stderr.write(`${shown(text)}\n`),
  };
}

/**
 * Text without what moves a cursor, names a window, hides or turns the writing: it may come from a server that is not the
 * gateway. The escapes are those of JSON, so that JSON stays what it says.
 */
function harmless(text: string, isColoured: boolean): string {
  return text.replace(
    /\p{Cc}\[(?:[0-2]|3[1236])m|(?!\r?\n|\t)[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (found) =>
      isColoured && found.length > 1 && found.startsWith('\u001b')
        ? found
        : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}${found.slice(1)}`,
  );
}

/** `--lang`, else the locale: English where that is English, Chinese everywhere else. */
export function languageOf(wanted: string | undefined): Language {
  if (wanted === 'zh' || wanted === 'en') return wanted;
  return /^en/i.test(LOCALE) ? 'en' : 'zh';
}
