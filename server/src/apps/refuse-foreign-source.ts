import type { Core } from '../core.ts';
import { isInNetworks } from '../lib/ip-address.ts';
import { Refusal } from '../refusal.ts';
import type { App } from './app.ts';

/**
 * Refuses a correctly signed request from an address that the app does not use: its sender has the app's secrets.
 * @throws Refusal source_not_allowed
 */
export function refuseForeignSource({ log }: Pick<Core, 'log'>, app: App, address: string): void {
  const { allowedNetworks } = app.rules;
  if (allowedNetworks.length === 0 || isInNetworks(address, allowedNetworks)) return;
  log.warn({ appId: app.appId, address, alert: 'foreign_source' }, 'signed request from a foreign address');
  throw new Refusal('source_not_allowed', { address });
}
