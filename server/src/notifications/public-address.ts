import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The only part of IPv6 that is routed in public (RFC 4291); the rest is special or wraps something else. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Ranges in which no partner lives, whatever network is listed. */
const NEVER_RANGES = ['loopback', 'linkLocal', 'unspecified', 'multicast', 'broadcast'];

/** Where clouds tell a machine its own secrets, outside of the link-local ranges. */
const METADATA = [
  // Alibaba Cloud, Azure, Oracle Cloud
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  // AWS, Google Cloud, Scaleway
  'fd00:ec2::254',
  'fd20:ce::254',
  'fd00:42::42',
].map((address) => ipaddr.process(address).toNormalizedString());

/** Which addresses a notification may be sent to. */
export interface AddressRules {
  /** In the sandbox, whose partners run on the same machine. */
  readonly allowLoopback: boolean;
  /** Networks of the school's own, as CIDR, in which partners live (`NOTIFY_PRIVATE_NETWORKS`). */
  readonly privateNetworks: readonly string[];
}

/** Tells whether an outward connection may go to an address. */
export type IsAllowed = (address: string) => boolean;

/** @throws when a network is no CIDR */
export function allowedAddresses({ allowLoopback, privateNetworks }: AddressRules): IsAllowed {
  const networks = privateNetworks.map((network) => ipaddr.parseCIDR(network));
  return (address) =>
    isPublicAddress(address) ||
    (allowLoopback && isLoopbackAddress(address)) ||
    networks.some((network) => isWithin(address, network));
}

/**
 * Whether an address is an ordinary public one. Private, loopback, link-local (cloud metadata), multicast,
 * reserved, and every IPv6 form that wraps an IPv4 address which is none of ours to reach, are not.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || isMetadata(parsed)) return false;
  return parsed instanceof ipaddr.IPv6 ? parsed.match(GLOBAL_UNICAST) : true;
}

/** Whether an address is this machine's own; the sandbox notifies partners that run beside it. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/** Whether a network would have to be listed for this address, and can be. */
export function isPrivateAddress(address: string): boolean {
  return ipaddr.isValid(address) && canBeListed(ipaddr.process(address)) && !isPublicAddress(address);
}

/**
 * Whether a text names a network: an address in full, a stroke, and how many bits of it count. `10/8` and `010.1.0.0/16`
 * are refused as likely mistakes, and so is IPv4 within IPv6, which would match no address.
 */
export function isCidr(text: string): boolean {
  const [address = '', bits = ''] = text.split('/');
  if (isIP(address) === 0 || address.includes('%') || !/^(?:0|[1-9][0-9]*)$/.test(bits)) return false;
  return ipaddr.isValidCIDR(text) && ipaddr.process(address).kind() === ipaddr.parse(address).kind();
}

function isWithin(address: string, [network, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.kind() === network.kind() && canBeListed(parsed) && parsed.match(network, bits);
}

/** Of IPv6 only unique local addresses: other special forms wrap addresses that would escape the rules. */
function canBeListed(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (isMetadata(address)) return false;
  return address instanceof ipaddr.IPv6
    ? address.range() === 'uniqueLocal'
    : !NEVER_RANGES.includes(address.range());
}

function isMetadata(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return METADATA.includes(address.toNormalizedString());
}
