import ipaddr from 'ipaddr.js';

/** The only part of IPv6 that is routed in public (RFC 4291); the rest is special or wraps something else. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an outward connection may go to this address: only ordinary public ones. Private, loopback,
 * link-local (cloud metadata), multicast, reserved, and every IPv6 form that wraps an IPv4 address which
 * is none of ours to reach, are refused.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv6 ? parsed.match(GLOBAL_UNICAST) : true;
}

/** Whether an address is this machine's own; the sandbox notifies partners that run beside it. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}
