import type { ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { finishOnce } from './finished-sign-in-store.ts';

/** What a browser came back with from a channel's sign-in that it had begun. */
export interface SignIn {
  readonly state: string;
  readonly code: string;
  /** Until when it could be finished. */
  readonly endsAt: Date;
}

/** The payer's id at the channel that a sign-in shows, once; undefined when it had been finished, or the channel refuses. */
export async function redeemSignIn(
  core: Core,
  account: ChannelAccount,
  { state, code, endsAt }: SignIn,
): Promise<string | undefined> {
  const adapter = core.channels.get(account.channel);
  if (!adapter) return undefined;
  if (!(await finishOnce(core.db, core.vault, state, endsAt))) return undefined;
  const answer = await adapter.payerIdFromCode(account, code);
  return answer.kind === 'done' ? answer.value : undefined;
}
