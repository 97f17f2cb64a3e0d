import {
  type AppKeys,
  isResponseSignedBy,
  openResponse,
  type SealedRequest,
  type SealedResponse,
} from '@zhixiao/protocol/envelope';
import { matchingMessage, patternOf } from '../errors/find-message.ts';
import { list, paragraph, preformatted } from './elements.ts';

/** An entry of the error catalogue (`errors-zh.json`). */
interface Explained {
  readonly id: string;
  readonly kind: string;
  readonly messages: readonly string[];
  readonly cause: string;
  readonly cure: string;
}

/** What an answer said; of an answer that was not signed by the gateway, its code and an empty text or plain words. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/**
 * Sends the form and shows the answer step by step: status, signature, content, and what to do.
 * @returns undefined when there was no readable answer: the outcome is unknown
 */
export async function sendCall(
  address: string,
  request: SealedRequest,
  keys: AppKeys,
  shown: HTMLElement,
  language: string,
  root: string,
): Promise<Said | undefined> {
  const words = WORDS[language === 'en' ? 'en' : 'zh'];
  let answered: Said | undefined;
  shown.replaceChildren(paragraph(words.sending));
  try {
    const answer = await fetch(address, { method: 'POST', body: new URLSearchParams({ ...request }) });
    const text = await answer.text();
    shown.replaceChildren(heading(words.answer), paragraph(`HTTP ${answer.status}`), preformatted(text));
    const sealed = JSON.parse(text) as SealedResponse;
    const said = read(keys, sealed, shown, words);
    answered = { code: sealed.ret_code, text: said };
    if (sealed.ret_code === 0) return answered;
    if (answer.headers.has('retry-after')) shown.append(paragraph(words.unknown));
    await explain(said, shown, words, language, root);
  } catch {
    shown.append(paragraph(words.unanswered));
  }
  return answered;
}

/** Verifies and decrypts as a client does, in this order. */
function read(keys: AppKeys, sealed: SealedResponse, shown: HTMLElement, words: Words): string {
  if (sealed.sign === '') {
    shown.append(paragraph(words.plain));
    return sealed.ret_content;
  }
  if (!isResponseSignedBy(keys, sealed)) {
    shown.append(paragraph(words.unsigned));
    return '';
  }
  const text = openResponse(keys, sealed);
  const content = text.startsWith('{') ? JSON.stringify(JSON.parse(text), null, 2) : text;
  shown.append(paragraph(words.signed), preformatted(content));
  const { url } = text.startsWith('{') ? (JSON.parse(text) as { url?: string }) : {};
  if (sealed.ret_code === 0 && url?.startsWith(location.origin)) {
    const link = document.createElement('a');
    link.href = url;
    link.textContent = words.cashier;
    const line = document.createElement('p');
    line.append(link);
    shown.append(line);
  }
  return text;
}

async function explain(
  said: string,
  shown: HTMLElement,
  words: Words,
  language: string,
  root: string,
): Promise<void> {
  const entries = (await (await fetch(`${root}errors-${language}.json`)).json()) as Explained[];
  const found = entryFor(entries, said);
  if (!found) return;
  shown.append(list([`${words.cause}${found.cause}`, `${words.cure}${found.cure}`]));
  const link = document.createElement('a');
  link.href = `${root}${language === 'en' ? 'en/' : ''}errors.html#${found.id}`;
  link.textContent = words.more;
  shown.append(link);
}

/** A whole message, or one that begins with the name of a field. */
function entryFor(entries: readonly Explained[], said: string): Explained | undefined {
  const whole = entries.find(
    ({ kind, messages }) => kind !== 'field' && messages.some((message) => patternOf(message).test(said)),
  );
  if (whole) return whole;
  const problem = said.replace(/^[\w.]+ /, '');
  const ofFields = Object.fromEntries(
    entries
      .filter(({ kind }) => kind === 'field')
      .map(({ id, messages }) => [id, { message: messages[0] ?? '' }]),
  );
  const id = matchingMessage(ofFields, problem);
  return entries.find((entry) => entry.id === id);
}

function heading(text: string): HTMLElement {
  const element = document.createElement('h3');
  element.textContent = text;
  return element;
}

type Words = (typeof WORDS)['zh' | 'en'];
const WORDS = {
  zh: {
    sending: '正在发送……',
    answer: '应答',
    plain: '应答没有签名：平台不认识这个应用，或签名错误时按学校的设置以明文应答。ret_content 是明文说明。',
    unsigned: '应答的签名与这组密钥不符：密钥不对，或应答不是平台发出的。按结果未知处理。',
    signed: '签名正确。ret_content 解密后：',
    unknown: '带 Retry-After：结果未知，请用相同参数重试。',
    unanswered: '没有得到可读的应答：结果未知。请检查网络，用相同参数重试或查询。',
    cashier: '打开收银台',
    cause: '原因：',
    cure: '处理：',
    more: '在错误目录中查看',
  },
  en: {
    sending: 'Sending …',
    answer: 'Answer',
    plain:
      'The answer has no signature: the app is not known, or answers to wrong signatures are plain for it. ret_content is the message itself.',
    unsigned:
      'The answer was not signed with these keys: they are wrong, or the gateway did not send it. The outcome is unknown.',
    signed: 'The signature holds. ret_content decrypts to:',
    unknown: 'It has Retry-After: the outcome is unknown, repeat with the same parameters.',
    unanswered:
      'No readable answer: the outcome is unknown. Check the network, and repeat with the same parameters or query.',
    cashier: 'Open the cashier',
    cause: 'Cause: ',
    cure: 'Cure: ',
    more: 'See the catalogue',
  },
} as const;
