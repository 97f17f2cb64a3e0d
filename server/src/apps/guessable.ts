/** Characters that nothing before them foretells; a random hexadecimal text of sixteen has fewer once in some hundred times. */
const FRESH_MIN = 9;
const LENGTH_MIN = 16;
const DISTINCT_MIN = 5;
/** A repetition is so long at least. */
const REPEATED_LENGTH = 3;

const WORDS = [
  ...[
    'password',
    'passwd',
    'secret',
    'appsecret',
    'aeskey',
    'admin',
    'test',
    'demo',
    'partner',
    'school',
    'campus',
  ],
  ...[
    'weixin',
    'wechat',
    'alipay',
    'zhixiao',
    'zhifu',
    'weiweixiao',
    'changeme',
    'welcome',
    'letmein',
    'iloveyou',
  ],
  ...['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qazwsxedc', '1qaz2wsx3edc', '1q2w3e4r5t'],
];

/**
 * Whether a secret is too short, or made as people make them up: repeated, counted up or down, of words and rows of keys.
 * It is a bound and no measure; it lets sixteen random characters of any kind pass.
 */
export function isGuessable(secret: string): boolean {
  if (secret.length < LENGTH_MIN || new Set(secret).size < DISTINCT_MIN) return true;
  return freshCharacters(secret.toLowerCase()) < FRESH_MIN;
}

/** How many characters are not foretold by those before them, a word counting for one. */
function freshCharacters(secret: string): number {
  let text = secret;
  for (const word of WORDS) text = text.replaceAll(word, ' ');
  let fresh = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!isStep(text, at) && !isRepeated(text, at)) fresh += 1;
  }
  return fresh;
}

/** The same as the one before it, or the next one up or down; hexadecimal goes on from 9 to a. */
function isStep(text: string, at: number): boolean {
  if (at === 0) return false;
  const [before, here] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return Math.abs(here - before) <= 1 || ['9a', 'a9', '90', '09'].includes(text.slice(at - 1, at + 1));
}

/** The end of something that stands further to the front as well. */
function isRepeated(text: string, at: number): boolean {
  const end = text.slice(Math.max(0, at + 1 - REPEATED_LENGTH), at + 1);
  return end.length === REPEATED_LENGTH && text.slice(0, at).includes(end);
}
