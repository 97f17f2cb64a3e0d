import type { Language } from '../render/language.ts';
import { LANGUAGES } from '../render/language.ts';
import type { Page } from '../render/page.ts';
import {
  answerSchemaOf,
  exampleOf,
  OPEN_API,
  OPERATIONS,
  type Operation,
  requestSchemaOf,
  type Schema,
} from './open-api.ts';

const WORDS = {
  zh: {
    section: (number: string) => `接口文档 ${number}`,
    extension: '扩展接口，原文档没有',
    request: '请求内容',
    requestNote:
      '`param` 解密后的 JSON。信封与签名见 [报文](/reference/envelope)；写 string 的地方也接受数字，`null` 与空字符串等同未传，未知字段忽略。',
    notified: '通知内容',
    notifiedNote: '`param` 解密后的 JSON。先验签，再解密；怎样接收见 [不丢的通知](/guides/notifications)。',
    answer: '应答内容',
    answerNote: '`ret_code` 为 0 时，`ret_content` 解密后的 JSON。可能增加新的字段，请忽略不认识的。',
    answerText: '`ret_code` 为 0 时，`ret_content` 解密后是文本，不是 JSON：',
    refusals: '可能的业务拒绝',
    refusalsNote:
      '`ret_code` 不为 0 时，`ret_content` 解密后是中文说明。除下表外，[信封与参数的错误](/errors) 对每个接口都适用。',
    code: '代码',
    message: '说明',
    required: '必填',
    optional: '选填',
    always: '总有',
    sometimes: '有时才有',
    bytes: (n: number) => `不超过 ${n} 字节`,
    characters: (n: number) => `不超过 ${n} 字`,
    fen: '整数分，1 至 10000000000',
    one: '可为',
    example: '示例',
    errors: '错误',
    array: '数组，每项为',
    url: 'http/https 地址',
    try: (name: string) => `在 [调试页](/debugger#${name}) 试一试，并取得六种语言的代码。`,
  },
  en: {
    section: (number: string) => `Section ${number} of the interface document`,
    extension: 'An extension; the original document has none',
    request: 'Request',
    requestNote:
      'The JSON that `param` decrypts to. Envelope and signature: [the envelope](/reference/envelope). Where it says string a number is accepted too; `null` and the empty string mean absent, unknown fields are ignored.',
    notified: 'Content',
    notifiedNote:
      'The JSON that `param` decrypts to. Verify the signature before you decrypt; how to receive it: [notifications](/guides/notifications).',
    answer: 'Answer',
    answerNote:
      'The JSON that `ret_content` decrypts to when `ret_code` is 0. Fields may be added: ignore those that you do not know.',
    answerText: 'When `ret_code` is 0, `ret_content` decrypts to a text, not to JSON:',
    refusals: 'Refusals',
    refusalsNote:
      'When `ret_code` is not 0, `ret_content` decrypts to a message in Chinese. Beside these, [errors of the envelope and of fields](/errors) apply to every interface.',
    code: 'Code',
    message: 'Message',
    required: 'required',
    optional: 'optional',
    always: 'always there',
    sometimes: 'not always there',
    bytes: (n: number) => `at most ${n} bytes`,
    characters: (n: number) => `at most ${n} characters`,
    fen: 'whole fen, 1 to 10000000000',
    one: 'one of',
    example: 'Example',
    errors: 'Errors',
    array: 'array of',
    url: 'http/https address',
    try: (name: string) =>
      `Try it on the [debugger page](/debugger#${name}), which also has the call in six languages.`,
  },
} as const satisfies Record<Language, object>;

type Words = (typeof WORDS)[Language];

/** A page for every interface, in both languages. */
export function referencePages(): Page[] {
  return LANGUAGES.flatMap((language) => OPERATIONS.map((operation) => referencePage(operation, language)));
}

function referencePage(operation: Operation, language: Language): Page {
  const words = WORDS[language];
  const name = operation.operationId;
  const { summary: title, description } = language === 'en' ? operation['x-en'] : operation;
  const isNotification = name === 'notification';
  const section = operation['x-section'];
  const request = requestSchemaOf(name);
  return {
    language,
    path: `reference/${name}`,
    title,
    summary: description,
    kind: 'reference',
    markdown: [
      isNotification ? '`POST notify_url`' : `\`POST /pay_api/${name}\``,
      `${section === undefined ? words.extension : words.section(section)}。`.replace(
        /。$/,
        language === 'zh' ? '。' : '.',
      ),
      description,
      ...(isNotification ? [] : [words.try(name)]),
      `## ${isNotification ? words.notified : words.request} {#request}`,
      isNotification ? words.notifiedNote : words.requestNote,
      ...fields('request', request, words, language, isNotification),
      example(exampleOf(request)),
      ...answer(name, words, language),
      ...refusals(operation, words),
    ].join('\n\n'),
  };
}

function answer(name: string, words: Words, language: Language): string[] {
  const schema = answerSchemaOf(name);
  if (!schema) return [];
  if (schema.const !== undefined) {
    return [`## ${words.answer} {#answer}`, words.answerText, `\`\`\`text\n${schema.const}\n\`\`\``];
  }
  return [
    `## ${words.answer} {#answer}`,
    words.answerNote,
    ...fields('answer', schema, words, language, true),
    example(exampleOf(schema)),
  ];
}

function example(content: object): string {
  return `\`\`\`json\n${JSON.stringify(content, null, 2)}\n\`\`\``;
}

function fields(
  where: string,
  schema: Schema,
  words: Words,
  language: Language,
  isAnswer: boolean,
  prefix = '',
): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const label = prefix + name;
    const isRequired = schema.required?.includes(name) ?? false;
    const [yes, no] = isAnswer ? [words.always, words.sometimes] : [words.required, words.optional];
    const inner = field.items ?? (field.properties ? field : undefined);
    return [
      `### \`${label}\` {#${where}.${label}}`,
      [typeOf(field, words), isRequired ? `**${yes}**` : no, ...limitsOf(field, words)].join(' · '),
      (language === 'en' ? field['x-en'] : field.description) ?? '',
      ...footOf(field, inner !== undefined, words, language),
      ...(inner ? fields(where, inner, words, language, isAnswer, `${label}.`) : []),
    ];
  });
}

function typeOf({ type, items, anyOf }: Schema, words: Words): string {
  if (items) return `${words.array} object`;
  if (anyOf) return anyOf.map((each) => each.type).join(' | ');
  return type ?? 'string';
}

function limitsOf(field: Schema, words: Words): string[] {
  const { 'x-max-bytes': bytes, maxLength } = field;
  return [
    ...(field['x-fen'] ? [words.fen] : []),
    ...(field.format === 'uri' ? [words.url] : []),
    ...(field.enum ? [`${words.one} ${field.enum.map((each) => `\`${each}\``).join(' ')}`] : []),
    ...(bytes === undefined ? [] : [words.bytes(bytes)]),
    ...(bytes === undefined && maxLength !== undefined ? [words.characters(maxLength)] : []),
  ];
}

function footOf(field: Schema, hasMembers: boolean, words: Words, language: Language): string[] {
  const [shown] = field.examples ?? [];
  const errors = (field['x-errors'] ?? []).map((id) => `[${shortOf(id, language)}](/errors#${id})`);
  const parts = [
    ...(shown === undefined || hasMembers || typeof shown === 'object'
      ? []
      : [`${words.example} \`${shown}\``]),
    ...(errors.length === 0 ? [] : [`${words.errors} ${errors.join(' · ')}`]),
  ];
  return parts.length === 0 ? [] : [parts.map((part) => `- ${part}`).join('\n')];
}

/** The words of an error without what varies, short enough for a list. */
function shortOf(id: string, language: Language): string {
  const { messages = [], in_english: inEnglish = [] } = OPEN_API['x-errors'][id] ?? {};
  const message = (language === 'en' ? inEnglish : messages)[0] ?? '';
  return (
    (message
      .replace(/[（(：:]?\{[^}]*\}.*$/, '')
      .split(/[，（;:]/)[0]
      ?.trim() ??
      id) ||
    id
  );
}

function refusals(operation: Operation, words: Words): string[] {
  const ids = operation['x-errors'] ?? [];
  if (ids.length === 0) return [];
  const rows = ids.flatMap((id) => {
    const { ret_code: code, messages = [] } = OPEN_API['x-errors'][id] ?? {};
    return messages.map((message) => `| ${code} | [${message.replaceAll('|', '\\|')}](/errors#${id}) |`);
  });
  return [
    `## ${words.refusals} {#refusals}`,
    words.refusalsNote,
    [`| ${words.code} | ${words.message} |`, '| --- | --- |', ...rows].join('\n'),
  ];
}
