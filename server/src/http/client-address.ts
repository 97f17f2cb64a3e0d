import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readIpAddress } from '../lib/ip-address.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Who calls: one valid IP address, always spelt the same way. `request.ip` is whatever a proxy wrote, and with it
     * a client could be somebody else with every port.
     */
    readonly clientAddress: string;
  }
}

/** Gives every request its `clientAddress`, from the `X-Forwarded-For` of the given number of proxies. */
export function readClientAddresses(server: FastifyInstance, trustedProxies: number): void {
  server.decorateRequest('clientAddress', {
    getter(this: FastifyRequest) {
      return clientAddress(this.raw.socket.remoteAddress, this.headers['x-forwarded-for'], trustedProxies);
    },
  });
}

/** A connection without an address is one of this machine's own, or gone. */
const THIS_MACHINE = '127.0.0.1';

/**
 * The address that the outermost trusted proxy has written into `X-Forwarded-For`; what stands before it is the
 * client's own word. What is no address gives the connection's.
 */
export function clientAddress(
  connection: string | undefined,
  forwarded: string | readonly string[] | undefined,
  trustedProxies: number,
): string {
  if (trustedProxies > 0 && forwarded !== undefined) {
    const addresses = String(forwarded)
      .split(',')
      .filter((entry) => entry.trim() !== '');
    const address = readIpAddress(addresses.at(-trustedProxies) ?? addresses[0] ?? '');
    if (address !== undefined) return address;
  }
  return readIpAddress(connection ?? '') ?? THIS_MACHINE;
}
