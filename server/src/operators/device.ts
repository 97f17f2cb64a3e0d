import { timingSafeEqual } from 'node:crypto';
import type { Core } from '../core.ts';
import { randomToken } from '../lib/ids.ts';

/**
 * A mark for the browser that an account has signed in with. It opens nothing: a browser that has it is counted
 * by itself when it tries again, so that what strangers try elsewhere locks nobody out who has been here before.
 */
export function newDevice({ vault }: Pick<Core, 'vault'>, account: string): string {
  const device = randomToken();
  return `${device}.${sealOf(vault, account, device).toString('base64url')}`;
}

/** The browser that a mark names, if it was given out for this account. */
export function deviceOf(
  { vault }: Pick<Core, 'vault'>,
  account: string,
  mark: string | undefined,
): string | undefined {
  const [device = '', written = ''] = mark?.split('.') ?? [];
  const given = Buffer.from(written, 'base64url');
  const seal = sealOf(vault, account, device);
  return given.length === seal.length && timingSafeEqual(given, seal) ? device : undefined;
}

function sealOf(vault: Core['vault'], account: string, device: string): Buffer {
  return vault.index('operators.device', `${account} ${device}`);
}
