import type { ChannelAccount } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { MINUTE_MS } from '../../lib/clock.ts';
import { openUnexpired, sealExpiring } from './expiring-value.ts';

/**
 * Proof, inside the form of the binding page, of whom the browser was signed in as when it was shown. No
 * other site can make one, so none can send the form in a payer's name.
 */
const LIFETIME_MS = 30 * MINUTE_MS;

export function issueTicket(core: Core, appId: string, account: ChannelAccount, uid: string): string {
  return sealExpiring(core, aadContext(appId, account), uid, LIFETIME_MS);
}

/** The uid in a ticket for this app and account; undefined when it is none of ours or too old. */
export function readTicket(
  core: Core,
  appId: string,
  account: ChannelAccount,
  text: string,
): string | undefined {
  return openUnexpired(core, aadContext(appId, account), text)?.value;
}

function aadContext(appId: string, account: ChannelAccount): string {
  return `bind ticket|${appId}|${account.channelAccountId}`;
}
