import { reasonText } from '@zhixiao/contract/words/reasons';
import { parseContent, UnexpectedContent } from './content.ts';

/** What the gateway answered, before anything in it is believed. */
export interface Envelope {
  /** The response object exactly as it was sent: the text that is signed. */
  readonly response: string;
  readonly sign: string | undefined;
  readonly certificateSn: string | undefined;
}

/**
 * Takes an answer apart. The response object is cut out of the text, since putting it together again
 * would not give the same characters (`\/`).
 * @throws UnexpectedContent
 */
export function readEnvelope(body: Buffer, method: string): Envelope {
  const text = utf8Text(body);
  const content = parseContent(text);
  const members = rawMembers(text);
  const response = members.get(`${method.replaceAll('.', '_')}_response`);
  const error = members.get('error_response');
  if ((response === undefined) === (error === undefined))
    throw new UnexpectedContent(reasonText('other_interface'));
  return {
    response: response ?? error ?? '',
    sign: typeof content.sign === 'string' && content.sign !== '' ? content.sign : undefined,
    certificateSn: typeof content.alipay_cert_sn === 'string' ? content.alipay_cert_sn : undefined,
  };
}

/**
 * The members of the JSON object that `text` is known to be, each as the very characters it was
 * written with. @throws UnexpectedContent when a name occurs twice: readers would disagree on it
 */
export function rawMembers(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let name: string | undefined;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth += 1;
    else if (depth === 1 && token === ':') start = index + 1;
    else if (depth === 1 && token.startsWith('"')) name ??= JSON.parse(token);
    else if (depth === 1 && (token === ',' || token === '}')) {
      if (name !== undefined) {
        if (members.has(name)) throw new UnexpectedContent(reasonText('field_twice'));
        members.set(name, text.slice(start, index).trim());
      }
      name = undefined;
    }
    if (token === '}' || token === ']') depth -= 1;
  }
  return members;
}

/**
 * A whole string, so that nothing inside it is mistaken for structure, or one mark of structure. A string without its
 * end is one up to the text's: looked for again from each quote it would be quadratic.
 */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)|[{}[\]:,]/gs;

function utf8Text(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new UnexpectedContent(reasonText('not_utf8'));
  }
}
