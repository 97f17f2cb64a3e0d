import { expect, test } from 'vitest';
import { browserName } from './browser-name.ts';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; HMA-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

test.each([
  ['Chrome · Windows', `${WINDOWS} Chrome/126.0.0.0 Safari/537.36`],
  ['Edge · Windows', `${WINDOWS} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`],
  ['360 · Windows', `${WINDOWS} Chrome/95.0.4638.69 Safari/537.36 QIHU 360SE`],
  ['Firefox · Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0'],
  [
    'Chrome · Linux',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36',
  ],
  [
    'Safari · macOS',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15',
  ],
  ['Safari · iOS', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`],
  ['微信 · iOS', `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49 NetType/WIFI Language/zh_CN`],
  [
    '企业微信 · Android',
    `${ANDROID} Chrome/86.0.4240.99 Mobile Safari/537.36 wxwork/4.1.22 MicroMessenger/7.0.1`,
  ],
  ['钉钉 · Android', `${ANDROID} Chrome/86.0.4240.99 Mobile Safari/537.36 AliApp(DingTalk/7.5.20)`],
  ['curl/8.5.0', 'curl/8.5.0'],
])('%s', (name, userAgent) => {
  expect(browserName(userAgent)).toBe(name);
});
