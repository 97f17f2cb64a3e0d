import { ENVELOPE_MESSAGES } from '../errors/envelope.ts';
import { FIELD_MESSAGES } from '../errors/fields.ts';
import { REFUSAL_REMEDIES } from '../errors/refusals.ts';
import type { Remedy } from '../errors/remedy.ts';
import { LANGUAGES, type Language } from '../render/language.ts';
import type { Page } from '../render/page.ts';
import { type CatalogueError, OPEN_API } from './open-api.ts';

const REMEDIES: Readonly<Record<string, Remedy>> = {
  ...REFUSAL_REMEDIES,
  ...FIELD_MESSAGES,
  ...ENVELOPE_MESSAGES,
};

const WORDS = {
  zh: {
    title: '错误目录',
    summary: '平台会给出的每一个代码与每一条说明：原因，和怎样处理。',
    intro:
      '程序只判断 `ret_code`，不要判断说明的文字；说明给人看。把收到的说明粘到搜索框（按 `/`），就能找到对应的条目。',
    codes: '代码',
    codeHead: '| `ret_code` | 含义 | 贵方应当 |\n| --- | --- | --- |',
    codeRows: [
      '| 0 | 成功 | |',
      '| -1 | 当前状态不允许，或暂时无法完成 | 按说明处理。带 `Retry-After` 响应头时结果未知，用相同参数重试 |',
      '| -2 | 参数、签名或解密错误，没有执行 | 修正程序，不要重试 |',
      '| -3 | 应用或人员被冻结，没有执行 | 停止重试，联系学校 |',
    ],
    kinds: { refusal: '业务拒绝', field: '参数错误', envelope: '信封、连接与系统' },
    notes: {
      refusal: '签名正确、参数合法，但当前状态不允许。',
      field: '`ret_code` 为 -2，说明以字段名开头；下面是字段名之后的文字。成员写作 `piaoju.phone`。',
      envelope: '请求还没有到达接口。应用未知时 `ret_content` 是明文，`sign` 为空。',
    },
    cause: '原因',
    cure: '处理',
    on: '接口',
  },
  en: {
    title: 'Errors',
    summary: 'Every code and every message that the gateway can answer: why it occurs, and what to do.',
    intro:
      'Programs look at `ret_code` alone, never at the words of a message; those are for people, and in Chinese. Paste a message into the search box (press `/`) to find its entry.',
    codes: 'Codes',
    codeHead: '| `ret_code` | meaning | what to do |\n| --- | --- | --- |',
    codeRows: [
      '| 0 | done | |',
      '| -1 | refused by the state of things, or not possible now | Do what the entry says. With a `Retry-After` header the outcome is unknown: repeat with the same parameters |',
      '| -2 | parameters, signature or decryption wrong; nothing was done | Correct the program; do not retry |',
      '| -3 | the app or the person is frozen; nothing was done | Stop retrying and ask the school |',
    ],
    kinds: {
      refusal: 'Refused by the state of things',
      field: 'Wrong parameters',
      envelope: 'Envelope, connection and system',
    },
    notes: {
      refusal: 'The signature holds and the parameters are valid, but the state does not allow it.',
      field:
        '`ret_code` is -2, and the message begins with the field’s name; here is what follows it. Members are written `piaoju.phone`.',
      envelope:
        'The request has not reached an interface. Where the app is not known, `ret_content` is plain text and `sign` empty.',
    },
    cause: 'Cause',
    cure: 'Cure',
    on: 'Interfaces',
  },
} as const satisfies Record<Language, object>;

/** The catalogue in both languages. @throws Error where an error of `docs/openapi.json` has no remedy */
export function errorPages(): Page[] {
  return LANGUAGES.map((language) => {
    const words = WORDS[language];
    const kinds = Object.keys(words.kinds) as (keyof typeof words.kinds)[];
    return {
      language,
      path: 'errors',
      title: words.title,
      summary: words.summary,
      markdown: [
        words.summary,
        words.intro,
        `## ${words.codes} {#codes}`,
        [words.codeHead, ...words.codeRows].join('\n'),
        ...kinds.flatMap((kind) => [
          `## ${words.kinds[kind]} {#${kind}}`,
          words.notes[kind],
          ...Object.entries(OPEN_API['x-errors'])
            .filter(([, error]) => error.kind === kind)
            .map(([id, error]) => entry(id, error, language)),
        ]),
      ].join('\n\n'),
    };
  });
}

/** What there is to say of an error; for the debugger too. */
function whyOf(id: string, language: Language) {
  const remedy = REMEDIES[id];
  if (!remedy) throw new Error(`no cause and cure of ${id}: add it in site/src/errors`);
  return remedy[language];
}

function entry(
  id: string,
  { ret_code, status, messages, in_english: inEnglish, on }: CatalogueError,
  language: Language,
) {
  const words = WORDS[language];
  const { cause, cure } = whyOf(id, language);
  const http = status === 200 ? '' : ` · HTTP ${status}`;
  const interfaces =
    on === undefined ? '' : ` · ${words.on} ${on.map((name) => `[${name}](/reference/${name})`).join(' ')}`;
  const english = language === 'en' ? [inEnglish.join(' / ')] : [];
  return [
    `### ${messages.join(' / ')} {#${id}}`,
    ...english,
    `\`ret_code\` ${ret_code}${http} · \`${id}\`${interfaces}`,
    `**${words.cause}** ${cause}`,
    `**${words.cure}** ${cure}`,
  ].join('\n\n');
}

/** What the debugger knows of errors in one language. */
export function errorIndex(language: Language) {
  return Object.entries(OPEN_API['x-errors']).map(([id, { kind, messages }]) => ({
    id,
    kind,
    messages,
    ...whyOf(id, language),
  }));
}
