import { createHmac } from 'node:crypto';
import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Clock } from '../lib/clock.ts';
import { type HttpClient, HttpFailure } from '../lib/http-client.ts';
import { done, notDone, type Outcome, unknown } from '../lib/outcome.ts';
import { propertyOf } from '../lib/property-of.ts';
import { shortened } from '../lib/shortened.ts';
import type { Letter } from './letter.ts';
import type { MessageTarget } from './recipient.ts';

/** Where the robots of each platform are asked, without what comes behind the path. */
export interface RobotHosts {
  readonly wecom: string;
  readonly dingtalk: string;
}

export const ROBOT_HOSTS: RobotHosts = {
  wecom: 'https://qyapi.weixin.qq.com',
  dingtalk: 'https://oapi.dingtalk.com',
};

export type RobotMethod = keyof RobotHosts;

/** The path of a robot's webhook, and the parameter that names the robot. */
export const ROBOT_PATHS: Readonly<Record<RobotMethod, { readonly path: string; readonly key: string }>> = {
  wecom: { path: '/cgi-bin/webhook/send', key: 'key' },
  dingtalk: { path: '/robot/send', key: 'access_token' },
};

/** Sends to robots of groups (企业微信 91770, 钉钉 custom-robot-access): JSON in, `errcode` 0 out, 20 a minute at most. */
export interface Robots {
  readonly hosts: RobotHosts;
  send(method: RobotMethod, target: MessageTarget, letter: Letter): Promise<Outcome<undefined>>;
}

export function createRobots(http: HttpClient, clock: Clock, hosts: RobotHosts): Robots {
  return {
    hosts,
    async send(method, target, letter) {
      const url = webhookUrl(hosts, method, target);
      if (method === 'dingtalk' && target.secret !== undefined) sign(url, target.secret, clock.now());
      const body = JSON.stringify(BODIES[method](letter));
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      try {
        return outcomeOf(await http.request({ method: 'POST', url, headers, body }));
      } catch (error) {
        if (error instanceof HttpFailure) return unknown(error.message);
        throw error;
      }
    },
  };
}

function webhookUrl(hosts: RobotHosts, method: RobotMethod, { address }: MessageTarget): URL {
  const { path, key } = ROBOT_PATHS[method];
  const url = new URL(hosts[method] + path);
  url.searchParams.set(key, address);
  return url;
}

/** The signature of 钉钉: HMAC-SHA256 over the time in ms, a line feed and the secret, with the secret, in base64. */
function sign(url: URL, secret: string, now: Date): void {
  const timestamp = String(now.getTime());
  url.searchParams.set('timestamp', timestamp);
  url.searchParams.set(
    'sign',
    createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'),
  );
}

const BODIES: Readonly<Record<RobotMethod, (letter: Letter) => object>> = {
  wecom: (letter) => ({ msgtype: 'markdown', markdown: { content: markdown(letter, '\n') } }),
  // its Markdown ends a line by two spaces or an empty line
  dingtalk: (letter) => ({
    msgtype: 'markdown',
    markdown: { title: letter.title, text: markdown(letter, '\n\n') },
  }),
};

function markdown({ title, lines, foot }: Letter, lineEnd: string): string {
  return [
    `**${plain(title)}**`,
    ...lines.map(({ text, url }) => `[${plain(text)}](${url})`),
    `> ${foot}`,
  ].join(lineEnd);
}

/** Names are others' own: none of their characters may become a link or a heading. */
function plain(text: string): string {
  return text.replace(/[[\]()<>*_`#\\\r\n]/g, ' ');
}

function outcomeOf({ status, body }: { readonly status: number; readonly body: Buffer }): Outcome<undefined> {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    answer = undefined;
  }
  const code = propertyOf(answer, 'errcode');
  if (code === 0) return done(undefined);
  if (typeof code !== 'number') return unknown(reasonText('robot_unreadable', { status }));
  const message = shortened(String(propertyOf(answer, 'errmsg') ?? ''), 100);
  return notDone(
    String(code),
    message === ''
      ? reasonText('robot_refused', { code })
      : reasonText('robot_refused_because', { code, message }),
  );
}
