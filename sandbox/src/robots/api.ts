import { createHmac } from 'node:crypto';
import type { VirtualClock } from '../clock.ts';
import { NO_TRAITS } from '../faults.ts';
import type { Store } from '../store.ts';
import type { Answer, EmulatedApi, Exchange } from '../wire.ts';
import { addMessage, countMessages, findRobot, type Platform, type Robot } from './robot-store.ts';

interface Parts {
  readonly store: Store;
  readonly clock: VirtualClock;
}

/** Where each platform has its robots, and the parameter that names one. */
export const ROBOT_APIS: Readonly<Record<Platform, { readonly path: string; readonly key: string }>> = {
  wecom: { path: '/wecom/cgi-bin/webhook/send', key: 'key' },
  dingtalk: { path: '/dingtalk/robot/send', key: 'access_token' },
};

const MINUTE_MS = 60_000;
const EACH_MINUTE_MAX = 20;
const SKEW_MS = 60 * MINUTE_MS;
const CONTENT_BYTES_MAX = 4_096;

/** What it refuses, as each platform says it. */
const REFUSALS = {
  wecom: {
    unknown: [93000, 'invalid webhook url'],
    tooMany: [45009, 'api freq out of limit'],
    unreadable: [40008, 'invalid message type'],
    tooLong: [40058, 'markdown.content exceed max length 4096'],
    unsigned: [93000, 'invalid webhook url'],
  },
  dingtalk: {
    unknown: [300001, 'token is not exist'],
    tooMany: [410100, '发送速度太快而限流'],
    unreadable: [400401, '缺少 msgtype 参数'],
    tooLong: [460101, 'message too long'],
    unsigned: [310000, 'sign not match'],
  },
} as const;

/** Robots of one platform: JSON with Markdown in, `errcode` out, twenty a minute. */
export function robotApi(platform: Platform, parts: Parts): EmulatedApi {
  return {
    handle: (exchange) => json(send(platform, parts, exchange)),
    sign: (_exchange, answer) => answer,
    traits: { ...NO_TRAITS, failure: () => json({ errcode: -1, errmsg: '系统繁忙' }) },
  };
}

function send(platform: Platform, { store, clock }: Parts, exchange: Exchange): object {
  const refuse = (reason: keyof (typeof REFUSALS)['wecom']) => {
    const [errcode, errmsg] = REFUSALS[platform][reason];
    return { errcode, errmsg };
  };
  const now = clock.now();
  const robot = findRobot(store, platform, exchange.query.get(ROBOT_APIS[platform].key) ?? '');
  if (!robot) return refuse('unknown');
  if (robot.secret !== '' && !isSigned(robot, exchange, now)) return refuse('unsigned');
  if (countMessages(store, robot, now - MINUTE_MS) >= EACH_MINUTE_MAX) return refuse('tooMany');
  const message = readMessage(exchange.body);
  if (!message) return refuse('unreadable');
  if (platform === 'wecom' && Buffer.byteLength(message.content) > CONTENT_BYTES_MAX)
    return refuse('tooLong');
  addMessage(store, robot, { ...message, receivedAt: now });
  return { errcode: 0, errmsg: 'ok' };
}

function isSigned({ secret }: Robot, { query }: Exchange, now: number): boolean {
  const timestamp = query.get('timestamp') ?? '';
  const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return query.get('sign') === expected && Math.abs(now - Number(timestamp)) < SKEW_MS;
}

function readMessage(body: string): { title: string; content: string } | undefined {
  try {
    const { msgtype, markdown = {} } = JSON.parse(body) as {
      msgtype?: string;
      markdown?: { title?: string; content?: string; text?: string };
    };
    const content = markdown.content ?? markdown.text;
    return msgtype === 'markdown' && content ? { title: markdown.title ?? '', content } : undefined;
  } catch {
    return undefined;
  }
}

function json(content: object): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(content),
    signed: false,
  };
}
