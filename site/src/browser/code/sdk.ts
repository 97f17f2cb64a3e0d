import type { Call } from './call.ts';
import { quoted } from './literals.ts';

/** With the SDK, which verifies and decrypts by itself, and throws where an answer is no 0. */
export function sdk({ baseUrl, keys, interfaceName, content }: Call): string {
  const cipher = keys.cipher === 'aes-256-cbc' ? '' : `  cipher: ${quoted(keys.cipher)},\n`;
  return `import { createClient } from '@zhixiao/sdk';

const client = createClient({
  baseUrl: ${quoted(baseUrl)},
  appId: ${quoted(keys.appId)},
  appSecret: ${quoted(keys.appSecret)},
  aesKey: ${quoted(keys.aesKey)},
${cipher}});
const answer = await client.${methodOf(interfaceName)}(${objectOf(content)});
console.log(0, JSON.stringify(answer));
`;
}

/** `order_create` is `orderCreate`. */
function methodOf(interfaceName: string): string {
  return interfaceName.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Fields one a line, as code is written. */
function objectOf(content: string): string {
  return JSON.stringify(JSON.parse(content), null, 2).replace(/^( +)"([a-z]\w*)":/gm, '$1$2:');
}
