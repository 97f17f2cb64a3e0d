import type { FieldWords } from '../../site/src/reference/interface-words.ts';
import { INTERFACE_WORDS } from '../../site/src/reference/words.ts';

const TEXT = { type: 'string' };

/** What a notification holds (2.5); a test holds a real one against it. */
export const NOTIFICATION = {
  type: 'object',
  required: ['out_trade_no', 'order_id', 'time_end', 'uid', 'pay_type'],
  properties: {
    out_trade_no: TEXT,
    order_id: TEXT,
    time_end: TEXT,
    user_no: TEXT,
    user_name: TEXT,
    uid: TEXT,
    pay_type: { type: 'string', enum: ['1', '2'] },
  },
};

export const REQUEST_ENVELOPE = {
  type: 'object',
  description: '请求与通知的信封',
  required: ['id', 'param', 'sign'],
  properties: {
    id: { type: 'string', description: '应用的 appid', examples: ['partner1'] },
    param: { type: 'string', contentEncoding: 'base64', description: '内容的 JSON 加密后的 base64' },
    sign: {
      type: 'string',
      pattern: '^[0-9A-Fa-f]{32}$',
      description: 'md5(id + param + appsecret)，十六进制',
    },
  },
};

export const ANSWER_ENVELOPE = {
  type: 'object',
  description: '应答的信封。应用未知时没有密钥，ret_content 是明文，sign 为空。',
  required: ['ret_code', 'ret_content', 'sign'],
  properties: {
    ret_code: {
      type: 'integer',
      enum: [0, -1, -2, -3],
      description: '0 成功；-1 当前状态不允许，或暂时无法完成；-2 参数、签名或解密错误；-3 应用或人员被冻结',
    },
    ret_content: { type: 'string', description: '加密后的内容或说明；sign 为空时是明文说明' },
    sign: {
      type: 'string',
      pattern: '^([0-9a-f]{32})?$',
      description: 'md5(ret_code + ret_content + appsecret)',
    },
  },
};

/** The decrypted content of an interface's successes. @throws Error where a field has no words */
export function answerSchema(name: string, schema: object): object {
  const words = INTERFACE_WORDS[name];
  const fields = name === 'notification' ? words?.request : words?.answer;
  // as plain data: how TypeBox marks its schemas is not JSON Schema's
  return withWords(name, '', JSON.parse(JSON.stringify(schema)) as Plain, fields ?? {});
}

interface Plain {
  readonly type?: string;
  readonly items?: Plain;
  readonly properties?: Readonly<Record<string, Plain>>;
}

function withWords(
  name: string,
  prefix: string,
  schema: Plain,
  words: Readonly<Record<string, FieldWords>>,
): object {
  if (schema.items) return { ...schema, items: withWords(name, prefix, schema.items, words) };
  if (!schema.properties) return schema;
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(schema.properties).map(([field, given]) => {
        const said = words[prefix + field];
        if (!said) throw new Error(`no words for ${name}.${prefix}${field}: add them in site/src/reference`);
        const inner = given.items ? withWords(name, `${prefix}${field}.`, given, words) : given;
        return [field, { ...inner, description: said.zh, 'x-en': said.en, examples: [said.example] }];
      }),
    ),
  };
}
