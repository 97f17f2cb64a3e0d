import { timingSafeEqual } from 'node:crypto';
import type { Core } from '../core.ts';
import { randomToken } from '../lib/ids.ts';

/**
 * A cookie for a browser that an account has signed in with. It grants no access: failed attempts of that browser
 * have a counter of their own, so that attempts from elsewhere cannot lock the owner out of it.
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
