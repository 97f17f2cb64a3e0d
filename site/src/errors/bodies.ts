import type { Message } from './remedy.ts';

/** What is said of a body from which `id`, `param` and `sign` cannot be read. */
export const BODY_MESSAGES: Readonly<Record<string, Message>> = {
  body_not_json: {
    message: '{请求体} 不是有效的 JSON',
    inEnglish: '{the body} is no valid JSON',
    zh: {
      cause: '正文以 { 开头，但不是 JSON；第二版协议解密后的内容不是 JSON 时也这样说。',
      cure: '用 JSON 库生成正文，或改为表单。',
    },
    en: {
      cause:
        'The body begins with { but is no JSON; content of the second version that is none is told so as well.',
      cure: 'Write it with a JSON library, or send a form.',
    },
  },
  body_not_object: {
    message: '{请求体} 必须是 JSON 对象',
    inEnglish: '{the body} must be a JSON object',
    zh: { cause: '正文是数组或字符串。', cure: '传含 id、param、sign 的对象。' },
    en: { cause: 'The body is an array or a string.', cure: 'Send an object with id, param and sign.' },
  },
  body_utf16: {
    message: '请求体 是 UTF-16 编码，请使用 UTF-8',
    inEnglish: 'The body is in UTF-16; use UTF-8',
    zh: { cause: '.NET 的 Encoding.Unicode 是 UTF-16。', cure: '改用 Encoding.UTF8。' },
    en: { cause: 'Encoding.Unicode of .NET is UTF-16.', cure: 'Use Encoding.UTF8.' },
  },
  body_xml: {
    message: '请求体 是 XML 或 HTML，应为表单',
    inEnglish: 'The body is XML or HTML; send a form',
    zh: { cause: '发了 XML，或代理返回的错误页被当作正文。', cure: '以表单发送。' },
    en: { cause: 'XML was sent, or a proxy’s error page as the body.', cure: 'Send a form.' },
  },
  body_content_type: {
    message: 'Content-Type 不支持，请使用 application/x-www-form-urlencoded',
    inEnglish: 'This Content-Type is not read; use application/x-www-form-urlencoded',
    zh: { cause: '正文是 XML 一类的格式。', cure: '改为表单。' },
    en: { cause: 'The body is XML or the like.', cure: 'Send a form.' },
  },
  body_encoding: {
    message: 'Content-Encoding 不支持，请不要压缩请求体',
    inEnglish: 'This Content-Encoding is not read; do not compress the body',
    zh: { cause: '用 deflate、br 等压缩了请求体。', cure: '不压缩，或用 gzip。' },
    en: {
      cause: 'The body is compressed with deflate, br or the like.',
      cure: 'Do not compress it, or use gzip.',
    },
  },
  body_gzip: {
    message: '请求体 不是完整的 gzip，请不要压缩',
    inEnglish: 'The body is no whole gzip; do not compress it',
    zh: { cause: 'gzip 数据残缺。', cure: '不要压缩请求体。' },
    en: { cause: 'The gzip is cut off.', cure: 'Do not compress the body.' },
  },
  body_multipart: {
    message: '请求体 不是有效的 multipart/form-data',
    inEnglish: 'The body is no valid multipart/form-data',
    zh: {
      cause: '正文以 -- 开头，但分隔符不对。',
      cure: '改用普通表单（application/x-www-form-urlencoded）。',
    },
    en: {
      cause: 'The body begins with --, but its boundaries are wrong.',
      cure: 'Send an ordinary form (application/x-www-form-urlencoded).',
    },
  },
};
