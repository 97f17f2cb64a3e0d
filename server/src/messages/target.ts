import type { MessageMethod } from '@zhixiao/contract/codes/messages';
import { EMAIL_ADDRESS } from '@zhixiao/contract/console/fields';
import { FieldError } from '@zhixiao/protocol/fields';
import type { MessageTarget } from './recipient.ts';
import { ROBOT_PATHS, type RobotHosts } from './robots.ts';

const EMAIL = new RegExp(`^${EMAIL_ADDRESS}$`);
const ROBOT_KEY = /^[0-9a-zA-Z_-]{16,128}$/;
const SECRET = /^[0-9a-zA-Z]{16,100}$/;

/**
 * Reads where somebody is to be reached, as an operator has pasted it. Of a webhook only the robot's key is kept, so that
 * nothing but the platforms is ever asked.
 * @throws FieldError
 */
export function readTarget(
  method: MessageMethod,
  given: { readonly address: string; readonly secret: string | undefined },
  hosts: RobotHosts,
): MessageTarget {
  const address = given.address.trim();
  if (method === 'email') {
    if (!EMAIL.test(address)) throw new FieldError('address', '不是有效的邮箱地址');
    return { address };
  }
  const { path, key } = ROBOT_PATHS[method];
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const robot = url?.searchParams.get(key) ?? '';
  if (!url || !`${url.origin}${url.pathname}`.startsWith(hosts[method] + path) || !ROBOT_KEY.test(robot)) {
    throw new FieldError('address', `应为群机器人的 Webhook 地址，形如 ${hosts[method]}${path}?${key}=…`);
  }
  return withSecret(method, { address: robot }, given.secret);
}

/**
 * The same with the secret that is given, if one is and the method signs.
 * @throws FieldError
 */
export function withSecret(
  method: MessageMethod,
  target: MessageTarget,
  given: string | undefined,
): MessageTarget {
  const secret = given?.trim() ?? '';
  if (method !== 'dingtalk' || secret === '') return target;
  if (!SECRET.test(secret)) throw new FieldError('secret', '应为机器人“加签”的密钥，以 SEC 开头');
  return { ...target, secret };
}

/** What may be seen of it: `l***@school.edu.cn`, `…8d30`. */
export function maskedTarget(method: MessageMethod, { address }: MessageTarget): string {
  return method === 'email'
    ? `${address.charAt(0)}***${address.slice(address.lastIndexOf('@'))}`
    : `…${address.slice(-4)}`;
}
