import { CHANNELS } from '../codes/channels.ts';
import { CHANNEL_NAMES } from './channels.ts';
import { REASON_SENTENCES } from './reason-sentences.ts';

export type ReasonCode = keyof typeof REASON_SENTENCES;

type Language = 'zh' | 'en';
type PartsOf<Text extends string> = Text extends `${string}{${infer Part}}${infer Rest}`
  ? Part | PartsOf<Rest>
  : never;
type ValuesOf<Code extends ReasonCode> = Readonly<
  Record<PartsOf<(typeof REASON_SENTENCES)[Code][0]>, string | number>
>;

/** Others than channels whose answers are told of. */
const OTHERS: readonly (readonly [zh: string, en: string])[] = [['诺诺', 'Nuonuo']];

/** Who answered, by the Chinese name. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ...CHANNELS.map((channel) => [CHANNEL_NAMES.zh[channel], CHANNEL_NAMES.en[channel]] as const),
  ...OTHERS,
]);

/** Kinds of parts that are not just any text. */
const PATTERNS: Readonly<Record<string, string>> = {
  who: [...NAMES.keys()].join('|'),
  code: '[\\w.*-]+',
  subcode: '[\\w.*-]*',
  status: '\\w+',
  state: '[a-z_]+',
  accountField: '(?:settings|secrets)\\.[\\w.]+',
};

/**
 * Why something did not go through, as it is stored, answered to partners and written into files: in Chinese. Kept with
 * the sentences of `reason-sentences.ts` only, `reasonIn` finds its English again, however long ago it was stored.
 */
export function reasonText<Code extends ReasonCode>(
  code: Code,
  ...[values]: PartsOf<(typeof REASON_SENTENCES)[Code][0]> extends never ? [] : [values: ValuesOf<Code>]
): string {
  return filled(REASON_SENTENCES[code][0], (part) => String(values?.[part as keyof typeof values] ?? ''));
}

/** A stored reason for a reader of `language`: ours in that language, another's words as they came, in quotation marks. */
export function reasonIn(language: Language, stored: string): string {
  return ours(language, stored) ?? THEIRS[language](stored);
}

const THEIRS: Readonly<Record<Language, (words: string) => string>> = {
  zh: (words) => `对方答复：“${words}”`,
  en: (words) => `In their own words: “${words}”`,
};

/** What tells a code from the first word of others' words: digits, an underscore or dot within, or capitals alone. */
const CODE_ALONE = /^(?=.{3})(?=.*[\d_]|.*\w\.\w|[A-Z]{5,}$)[\w.*-]*\w$/;

/** The sentence of ours that a text is; undefined where it is another's. */
function ours(language: Language, text: string): string | undefined {
  for (const { pattern, parts, sentence, own } of known()) {
    const found = pattern.exec(text)?.slice(1);
    if (!found) continue;
    if (own === 0 && !CODE_ALONE.test(found[0] ?? '')) continue;
    const values = new Map<string, string>();
    for (const [index, part] of parts.entries()) {
      const value = valueIn(language, part, found[index] ?? '');
      if (value !== undefined) values.set(part, value);
    }
    if (values.size === parts.length) return filled(sentence[language], (part) => values.get(part) ?? '');
  }
  return undefined;
}

function valueIn(language: Language, part: string, value: string): string | undefined {
  switch (part) {
    case 'who':
      return language === 'zh' ? value : NAMES.get(value);
    case 'answer':
    case 'cause':
    case 'second':
      return ours(language, value);
    case 'message':
      return value === '' ? '' : (ours(language, value) ?? `“${value}”`);
    default:
      return value;
  }
}

interface Known {
  /** How many signs it has of its own. */
  readonly own: number;
  readonly pattern: RegExp;
  readonly parts: readonly string[];
  readonly sentence: Readonly<Record<Language, string>>;
}

let sentences: readonly Known[] | undefined;

/** Those that say most themselves come first: `HTTP 500` is no code with a message. */
function known(): readonly Known[] {
  sentences ??= Object.values(REASON_SENTENCES)
    .map(([zh, en]) => ({
      own: zh.replace(PART, '').trim().length,
      parts: [...zh.matchAll(PART)].map(([, part = '']) => part),
      pattern: new RegExp(
        `^${zh
          .split(PART)
          .map((text, index) => (index % 2 === 0 ? escaped(text) : `(${PATTERNS[text] ?? '.*?'})`))
          .join('')}$`,
        's',
      ),
      sentence: { zh, en },
    }))
    .sort((a, b) => b.own - a.own);
  return sentences;
}

const PART = /\{(\w+)\}/g;

function filled(sentence: string, textOf: (part: string) => string): string {
  return sentence.replace(PART, (_, part: string) => textOf(part));
}

/** `RegExp.escape` is younger than browsers that the console supports. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
