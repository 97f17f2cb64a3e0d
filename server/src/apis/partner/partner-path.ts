import { posix } from 'node:path';
import { PARTNER_INTERFACES } from './interfaces.ts';

export const PARTNER_PREFIX = '/pay_api';

const KNOWN = new Set(Object.keys(PARTNER_INTERFACES).map((name) => `${PARTNER_PREFIX}/${name}`));
/** Where everything else under the prefix goes: one name for all that no interface has. */
const UNKNOWN = `${PARTNER_PREFIX}/-`;
/** A path is cut to this before it is looked at, far beyond the longest of ours. */
const LOOKED_AT = 200;

/**
 * The address that a request for a partner interface is routed by, however its client spells it: the platform whose
 * place we take read doubled slashes, capitals, escapes, a slash or `.html` at the end as the same interface. So are
 * dots within it, which proxies resolve, and `;jsessionid=…`, which Java clients append. What is not under the prefix
 * stays as it is.
 */
export function partnerUrl(url: string): string {
  if (KNOWN.has(url)) return url;
  const end = url.search(/[?#]/);
  const path = plainPath(end < 0 ? url : url.slice(0, end));
  if (path !== PARTNER_PREFIX && !path.startsWith(`${PARTNER_PREFIX}/`)) return url;
  const name = withoutEnd(posix.normalize(path));
  return (KNOWN.has(name) ? name : UNKNOWN) + (end < 0 ? '' : url.slice(end));
}

function plainPath(path: string): string {
  const decoded = path
    .slice(0, LOOKED_AT)
    // proxies are asked for whole addresses
    .replace(/^https?:\/\/[^/]*/i, '')
    // byte by byte: what is no UTF-8 is no interface, and no error
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .toLowerCase()
    .replace(/;[^/\\]*/g, '')
    .replace(/[/\\]+(?:\.[/\\]+)*/g, '/');
  return withoutEnd(withoutEnd(decoded).replace(/\.html?$/, ''));
}

function withoutEnd(path: string): string {
  let end = path.length;
  while (end > 0 && /[\s/]/.test(path.charAt(end - 1))) end -= 1;
  return path.slice(0, end);
}
