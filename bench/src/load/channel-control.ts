import { CHANNELS } from '@zhixiao/contract/codes/channels';
import type { ChannelMoney } from './check-lives.ts';

/** The emulated channels' control side, as a run uses it. */
export interface ChannelControl {
  /** From now on each channel takes so many calls a second, and fails at a part of them. */
  limit(terms: { readonly perSecond: number; readonly failing: number }): Promise<void>;
  /** Every payment that took money. */
  books(): Promise<ChannelMoney[]>;
  /** What a client must never do, and was done. */
  violations(): Promise<string[]>;
}

/** Where a merchant's server calls each channel. */
const APIS = ['^/v3/', '^/gateway\\.do'] as const;
const FOR_EVER = 1_000_000;

export function channelControl(sandboxUrl: string): ChannelControl {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${sandboxUrl}/__admin${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    async limit({ perSecond, failing }) {
      await call('DELETE', '/faults');
      for (const path of APIS) {
        const match = { path };
        await call('POST', '/faults', { match, fault: 'rate_limit', per_second: perSecond });
        await call('POST', '/faults', { match, fault: 'system_error', part: failing, times: FOR_EVER });
      }
    },
    async books() {
      const books = await Promise.all(
        CHANNELS.map((channel) =>
          call<{ out_trade_no: string; total: number }[]>('GET', `/${channel}/books`),
        ),
      );
      return books.flat().map(({ out_trade_no: paymentNo, total }) => ({ paymentNo, total }));
    },
    async violations() {
      const found = await call<{ kind: string; detail: string }[]>('GET', '/violations');
      return found.map(({ kind, detail }) => `${kind} ${detail}`);
    },
  };
}
