import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The IP address in what a proxy or a socket says of its client, always spelt the same way: without port, brackets,
 * quotes, zone and `for=`, IPv4 out of its IPv6 wrapping. Undefined when there is none, as in `unknown`.
 */
export function readIpAddress(text: string): string | undefined {
  if (isIPv4(text)) return text === UNSPECIFIED ? undefined : text;
  const bare = unwrapped(text);
  const [, ipv4] = /^([\d.]+)(?::\d*)?$/.exec(bare) ?? [];
  if (ipv4 !== undefined) return isIPv4(ipv4) && ipv4 !== UNSPECIFIED ? ipv4 : undefined;
  const ipv6 = readIpv6(bare);
  if (!ipv6 || ipv6.range() === 'unspecified') return undefined;
  if (!ipv6.isIPv4MappedAddress()) return ipv6.toRFC5952String();
  return readIpAddress(ipv6.toIPv4Address().toString());
}

/**
 * What an address is counted by: itself, or for IPv6 its /64. A household, or a rented server, has a whole /64 and
 * could be somebody else with every request.
 */
export function addressGroup(address: string): string {
  if (!isIPv6(address)) return address;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv6.parse(address).parts;
  return `${new ipaddr.IPv6([a, b, c, d, 0, 0, 0, 0]).toRFC5952String()}/64`;
}

/** Whether a text is an address or a network (CIDR), written as one would. */
export function isNetwork(text: string): boolean {
  return isIPv4(text) || isIPv6(text) || ipaddr.isValidCIDR(text);
}

/** Whether an address, as `readIpAddress` spells it, is in one of these addresses and networks. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return networks.some((text) => {
    const [network, bits] = text.includes('/')
      ? ipaddr.parseCIDR(text)
      : ([ipaddr.process(text), 128] as const);
    if (network.kind() !== parsed.kind()) return false;
    return parsed.match(network, Math.min(bits, parsed.toByteArray().length * 8));
  });
}

const UNSPECIFIED = '0.0.0.0';

/** Without `for=` and further parameters, which RFC 7239 has, and without quotes. */
function unwrapped(text: string): string {
  return text
    .trim()
    .replace(/^for=/i, '')
    .replace(/;.*$/s, '')
    .replace(/^["']|["']$/g, '')
    .trim();
}

/** The port of an address without brackets, where its end cannot be part of the address. */
function readIpv6(text: string): ipaddr.IPv6 | undefined {
  const inner = /^\[([^\]]*)\](?::\d*)?$/.exec(text)?.[1] ?? text;
  const address = inner.replace(/%.*$/s, '');
  for (const candidate of [address, address.replace(/(?<=[0-9a-f]):\d{1,5}$/i, '')]) {
    if (isIPv6(candidate)) return ipaddr.IPv6.parse(candidate);
  }
  return undefined;
}
