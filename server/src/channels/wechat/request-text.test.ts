import { afterEach, expect, test, vi } from 'vitest';
import { plainText, rfc3339 } from './plain-text.ts';

afterEach(() => void vi.unstubAllEnvs());

test.each(['UTC', 'America/New_York', 'Asia/Shanghai'])(
  'times are Beijing times in a process in %s',
  (zone) => {
    vi.stubEnv('TZ', zone);
    const instant = new Date('2026-08-31T16:30:05.999Z');
    expect(instant.getHours()).toBe({ UTC: 16, 'America/New_York': 12, 'Asia/Shanghai': 0 }[zone]);
    expect(rfc3339(instant)).toBe('2026-09-01T00:30:05+08:00');
  },
);

test.each([
  ['学费 2026 秋', '学费 2026 秋'],
  ['开学🎉大吉𠮷', '开学大吉'],
  ['👨‍👩‍👧 缴费', '缴费'],
  ['❤️书本费', '❤书本费'],
  ['第一行\r\n\t第二行', '第一行 第二行'],
  ['a\u0000b\u200bc\ud800d', 'abcd'],
  ['🎉🎉', ''],
])('%j is sent as %j', (text, sent) => {
  expect(plainText(text, 127)).toBe(sent);
});

test('a long text is cut between characters', () => {
  expect(plainText('学'.repeat(43), 127)).toBe('学'.repeat(42));
  expect(plainText(`a${'学'.repeat(43)}`, 127)).toBe(`a${'学'.repeat(42)}`);
  expect(plainText(`${'a'.repeat(126)} b`, 127)).toBe('a'.repeat(126));
});
