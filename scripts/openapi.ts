/**
 * `node scripts/openapi.ts` writes `docs/openapi.json`: the partner interface as OpenAPI 3.1, made of the schemas that the
 * server reads and answers by, with every message that it can refuse with. The documentation site is made from it; a
 * test holds the file against this.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CIPHERS } from '../protocol/src/cipher.ts';
import { PARTNER_INTERFACES } from '../server/src/apis/partner/interfaces.ts';
import { INTERFACE_WORDS } from '../site/src/reference/words.ts';
import { ANSWER_ENVELOPE, answerSchema, NOTIFICATION, REQUEST_ENVELOPE } from './openapi/answers.ts';
import { errorCatalogue, errorsOf } from './openapi/errors.ts';
import { requestSchema } from './openapi/requests.ts';

const GROUPS = { orders: '订单', refunds: '退款', invoices: '票据', people: '身份与校园卡' } as const;

/** What `docs/openapi.json` holds. */
export function openApi() {
  const names = Object.keys(PARTNER_INTERFACES);
  return {
    openapi: '3.1.1',
    info: {
      title: '知校聚合支付 Partner API',
      version: '1.27',
      summary: '知校聚合支付接口文档 v1.27 及其扩展',
      description: `每个请求的 \`param\` 与每个应答的 \`ret_content\` 都是 AES（${CIPHERS.join(' 或 ')}，PKCS#7，密钥为 aes_key 的字符，IV 为其前 16 个字符）加密后的 base64；contentSchema 描述其中的内容。失败时 ret_content 解密后是中文说明，见 x-errors。`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:8080', description: 'npm start 的沙箱；正式环境换成学校的平台地址' }],
    tags: Object.entries(GROUPS).map(([name, description]) => ({ name, description })),
    security: [],
    paths: Object.fromEntries(names.map((name) => [`/pay_api/${name}`, { post: operation(name) }])),
    webhooks: { notification: { post: notification() } },
    components: {
      schemas: {
        RequestEnvelope: REQUEST_ENVELOPE,
        AnswerEnvelope: ANSWER_ENVELOPE,
        ...Object.fromEntries(
          names.flatMap((name) => [
            [`${name}_request`, requestSchema(name, PARTNER_INTERFACES[name]?.shape ?? {})],
            [`${name}_answer`, answerSchema(name, PARTNER_INTERFACES[name]?.answered ?? {})],
          ]),
        ),
        notification_content: answerSchema('notification', NOTIFICATION),
      },
      responses: {
        TooLarge: plain('请求体过大'),
        TooMany: plain('请求过于频繁，应答带 Retry-After'),
        Maintenance: plain('系统维护中或系统繁忙，应答带 Retry-After；结果未知'),
      },
    },
    'x-errors': errorCatalogue(),
  };
}

function wordsOf(name: string) {
  const words = INTERFACE_WORDS[name];
  if (!words) throw new Error(`no reference of ${name}: add it to site/src/reference/words.ts`);
  return words;
}

function operation(name: string) {
  const { zh, en, group, section } = wordsOf(name);
  const envelope = sealedBy('RequestEnvelope', 'param', `${name}_request`);
  return {
    operationId: name,
    tags: [group],
    summary: zh.title,
    description: zh.summary,
    'x-en': { summary: en.title, description: en.summary },
    ...(section === undefined ? { 'x-extension': true } : { 'x-section': section }),
    requestBody: {
      required: true,
      content: Object.fromEntries(
        ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'].map((type) => [
          type,
          { schema: envelope },
        ]),
      ),
    },
    responses: {
      200: {
        description: '成功，或以 ret_code 说明的失败',
        content: {
          'application/json': { schema: sealedBy('AnswerEnvelope', 'ret_content', `${name}_answer`) },
        },
      },
      413: { $ref: '#/components/responses/TooLarge' },
      429: { $ref: '#/components/responses/TooMany' },
      503: { $ref: '#/components/responses/Maintenance' },
    },
    'x-errors': errorsOf(name),
  };
}

function notification() {
  const { zh, en, group, section } = wordsOf('notification');
  return {
    operationId: 'notification',
    tags: [group],
    summary: zh.title,
    description: zh.summary,
    'x-en': { summary: en.title, description: en.summary },
    'x-section': section,
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: sealedBy('RequestEnvelope', 'param', 'notification_content'),
        },
      },
    },
    responses: {
      '2XX': {
        description: '内容为 success，或 ret_code 为 0 的 JSON：收到。其余都会重试。',
        content: { 'text/plain': { schema: { type: 'string', const: 'success' } } },
      },
    },
  };
}

/** An envelope whose one field holds, encrypted, what a schema describes. */
function sealedBy(envelope: string, field: string, content: string) {
  return {
    allOf: [
      { $ref: `#/components/schemas/${envelope}` },
      {
        type: 'object',
        properties: {
          [field]: {
            type: 'string',
            contentEncoding: 'base64',
            contentMediaType: 'application/json',
            contentSchema: { $ref: `#/components/schemas/${content}` },
          },
        },
      },
    ],
  };
}

function plain(description: string) {
  return {
    description,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/AnswerEnvelope' } } },
  };
}

/** As the file has it. */
export function openApiText(): string {
  return `${JSON.stringify(openApi(), null, 2)}\n`;
}

if (import.meta.main) {
  await writeFile(join(import.meta.dirname, '../docs/openapi.json'), openApiText());
}
