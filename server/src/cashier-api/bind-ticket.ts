import type { ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { MINUTE_MS } from '../lib/clock.ts';

/**
 * Proof, inside the form of the binding page, of whom the browser was signed in as when it was shown. No
 * other site can make one, so none can send the form in a payer's name.
 */
const LIFETIME_MS = 30 * MINUTE_MS;

interface Ticket {
  readonly uid: string;
  readonly issuedAt: number;
}

export function issueTicket(core: Core, appId: string, account: ChannelAccount, uid: string): string {
  const ticket: Ticket = { uid, issuedAt: core.clock.now().getTime() };
  return core.vault.seal(place(appId, account), ticket).toString('base64url');
}

/** The uid in a ticket for this app and account; undefined when it is none of ours or too old. */
export function readTicket(
  core: Core,
  appId: string,
  account: ChannelAccount,
  text: string,
): string | undefined {
  try {
    const { uid, issuedAt } = core.vault.open(
      place(appId, account),
      Buffer.from(text, 'base64url'),
    ) as Ticket;
    return core.clock.now().getTime() - issuedAt < LIFETIME_MS ? uid : undefined;
  } catch {
    return undefined;
  }
}

function place(appId: string, account: ChannelAccount): string {
  return `bind ticket|${appId}|${account.channelAccountId}`;
}
