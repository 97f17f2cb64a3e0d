import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { openApi, openApiText } from '../../scripts/openapi.ts';
import { patternOf } from '../src/errors/find-message.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test('docs/openapi.json is what the schemas say: npm run openapi writes it anew', () => {
  expect(read('docs/openapi.json')).toBe(openApiText());
});

test('its linter finds nothing wrong with it', async () => {
  const config = await createConfig({
    extends: ['recommended'],
    // each app signs its requests, in the envelope; a partner's address and a sandbox's are examples
    rules: { 'security-defined': 'off', 'no-server-example.com': 'off' },
  });
  const problems = await lintFromString({
    source: read('docs/openapi.json'),
    absoluteRef: join(ROOT, 'docs/openapi.json'),
    config,
  });
  expect(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
  ).toEqual([]);
});

/** Files that say something to partners beside the rows of refusals. */
const SPEAKING = [
  ...globSync('protocol/src/{fields,interfaces,invoice-fields}.ts', { cwd: ROOT }),
  ...globSync(
    'server/src/apis/partner/{answer,strong-answer,request-body,routes,interfaces,invoice-interfaces,unreadable-request}.ts',
    { cwd: ROOT },
  ),
  'server/src/notifications/check-addresses.ts',
  'server/src/http/unavailable.ts',
];

/** A Chinese text of code, with `{…}` where something is filled in. */
function textsIn(source: string): string[] {
  const code = source.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  return [...code.matchAll(/'([^'\n]*)'|`([^`]*)`/g)]
    .map(([, quoted, template]) => quoted ?? template ?? '')
    .filter((text) => /\p{Script=Han}/u.test(text))
    .map((text) => text.replace(/\$\{[^}]*\}/g, '{}'));
}

test('whatever the code says to partners is in the catalogue of errors', () => {
  const messages = Object.values(openApi()['x-errors']).flatMap((entry) => entry.messages);
  const texts = SPEAKING.flatMap((file) => textsIn(read(file)));
  expect(texts.length).toBeGreaterThan(60);
  const lost = texts.filter((text) => {
    if (NO_MESSAGES.some((pattern) => pattern.test(text))) return false;
    const filled = text.replaceAll('{}', '1');
    const asField = `请求体 ${filled}`;
    const asParam = `param ${filled}`;
    return !messages.some((message) =>
      [
        filled,
        asField,
        asParam,
        `Content-Type ${filled}`,
        `Content-Encoding ${filled}`,
        `id ${filled}`,
        `sign ${filled}`,
      ].some((said) => patternOf(message).test(said)),
    );
  });
  expect(lost).toEqual([]);
});

/** Parts of messages, and what is a success. */
const NO_MESSAGES = [
  /^开票成功$/,
  /^请求体$/,
  // why an address cannot be reached, or is none
  /^(在内网中|是本系统所在|是保留地址|只在内网中有效|不是完整的域名)/,
  /^(不能含空白|开头应写成|缺少域名)/,
  /^1（个人）或 2（单位）$/,
];
