import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { afterEach, expect, test, vi } from 'vitest';
import { instantOf, plainText } from './plain-text.ts';

afterEach(() => void vi.unstubAllEnvs());

test.each(['UTC', 'America/New_York', 'Asia/Shanghai'])(
  'times are Beijing times in a process in %s',
  (zone) => {
    vi.stubEnv('TZ', zone);
    const instant = new Date('2026-08-31T16:30:05.999Z');
    expect(instant.getHours()).toBe({ UTC: 16, 'America/New_York': 12, 'Asia/Shanghai': 0 }[zone]);
    expect(formatShanghaiTime(instant)).toBe('2026-09-01 00:30:05');
    expect(instantOf({ at: '2026-09-01 00:30:05' }, 'at')).toEqual(new Date('2026-08-31T16:30:05Z'));
  },
);

test.each([
  '2026-09-01T00:30:05',
  '2026-09-01 00:30:05.123',
  '2026-09-01 00:30',
  '2026-02-30 00:00:00',
  '2026-09-01 24:00:00',
  '2026-09-01 00:30:05 ',
  'soon',
])('%j is no time', (at) => {
  expect(() => instantOf({ at }, 'at')).toThrow('时间字段 at 格式不对');
});

test.each([
  ['学费 2026 秋', '学费 2026 秋'],
  ['学费/住宿费=1&2', '学费 住宿费 1 2'],
  ['开学🎉大吉𠮷', '开学大吉'],
  ['👨‍👩‍👧 缴费', '缴费'],
  ['❤️书本费', '❤书本费'],
  ['第一行\r\n\t第二行', '第一行 第二行'],
  ['a\u0000b\u200bc\ud800d', 'abcd'],
  ['/🎉&=', ''],
])('%j is sent as %j', (text, sent) => {
  expect(plainText(text)).toBe(sent);
});

test('a long text is cut after 256 characters, at no space', () => {
  expect(plainText('学'.repeat(257))).toBe('学'.repeat(256));
  expect(plainText(`${'a'.repeat(255)} b`)).toBe('a'.repeat(255));
});
