import { expect, test } from 'vitest';
import { preferredLanguage } from './language.ts';

test('a browser that prefers English gets it, any other Chinese', () => {
  for (const [accepted, language] of [
    [undefined, 'zh'],
    ['', 'zh'],
    ['*', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9', 'en'],
    ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
    ['zh;q=0.4, en;q=0.5', 'en'],
    ['EN', 'en'],
    ['en;q=0', 'zh'],
    ['fr-FR,fr;q=0.9,en;q=0.5', 'en'],
    ['fr', 'zh'],
    ['english', 'zh'],
    ['zh-Hans-CN,en', 'zh'],
    ['en;q=x', 'zh'],
  ] as const)
    expect(preferredLanguage(accepted), accepted).toBe(language);
});
