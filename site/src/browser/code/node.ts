import type { Call } from './call.ts';
import { keyOf, quoted } from './literals.ts';

export function node({ baseUrl, keys, interfaceName, content }: Call): string {
  return `import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

const id = ${quoted(keys.appId)};
const secret = ${quoted(keys.appSecret)};
const key = Buffer.from(${quoted(keyOf(keys))}, 'ascii');
const iv = key.subarray(0, 16);
const sign = (text) => createHash('md5').update(text + secret).digest('hex');

const content = ${quoted(content)};
const aes = createCipheriv('${keys.cipher}', key, iv);
const param = Buffer.concat([aes.update(content, 'utf8'), aes.final()]).toString('base64');

const response = await fetch(${quoted(`${baseUrl}/pay_api/${interfaceName}`)}, {
  method: 'POST',
  body: new URLSearchParams({ id, param, sign: sign(id + param) }),
  signal: AbortSignal.timeout(15_000),
});
const answer = await response.json();
if (sign(answer.ret_code + answer.ret_content) !== answer.sign) throw new Error('unknown: ' + answer.ret_content);
const opened = createDecipheriv('${keys.cipher}', key, iv);
console.log(answer.ret_code, opened.update(answer.ret_content, 'base64', 'utf8') + opened.final('utf8'));
`;
}
