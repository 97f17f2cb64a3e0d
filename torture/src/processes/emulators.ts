import { startSandbox } from '@zhixiao/sandbox/launch';
import { emulatedAlipay } from '../../../server/test/helpers/channels/emulated-alipay.ts';
import { emulatedWechat } from '../../../server/test/helpers/channels/emulated-wechat.ts';
import { type ChannelPayment, emulatorAdmin } from '../../../server/test/helpers/channels/emulator-admin.ts';

export type ChannelName = 'wechat' | 'alipay';

/** The channels' emulators, in a process that can be killed and keeps its truth in a file. */
export interface KillableEmulators {
  readonly port: number;
  /** False when it did not run. */
  kill(): Promise<boolean>;
  /** Starts it again on the same port; fine when it runs. */
  start(): Promise<void>;
  setClock(offsetMs: number): Promise<void>;
  /** When, by their clock, the next callback or refund is due; undefined when none is. */
  nextAt(): Promise<Date | undefined>;
  fault(rule: object): Promise<void>;
  clearFaults(): Promise<void>;
  pay(channel: ChannelName, what: { code_url: string }): Promise<Record<string, unknown>>;
  books(): Promise<ChannelPayment[]>;
  /** The numbers of the callbacks about a payment that the gateway has answered as taken. */
  takenCallbacks(channel: ChannelName, paymentNo: string): Promise<string[]>;
  violations(): Promise<{ readonly id: number; readonly kind: string; readonly detail: string }[]>;
  stop(): Promise<void>;
}

export async function startEmulators(dataDir: string, wantedPort: number): Promise<KillableEmulators> {
  let sandbox = await startSandbox({ port: wantedPort, dataDir });
  let starting: Promise<void> | undefined;
  let runs = true;
  const { port, url } = sandbox;
  const call = emulatorAdmin(url);
  const [wechat, alipay] = [emulatedWechat(url), emulatedAlipay(url)];
  return {
    port,
    async kill() {
      if (!runs) return false;
      runs = false;
      sandbox.process.kill('SIGKILL');
      await sandbox.stop();
      return true;
    },
    start() {
      if (runs) return Promise.resolve();
      starting ??= startSandbox({ port, dataDir })
        .then((started) => {
          sandbox = started;
          runs = true;
        })
        .finally(() => {
          starting = undefined;
        });
      return starting;
    },
    setClock: (offsetMs) => call('PUT', '/clock', { offset_ms: offsetMs }),
    async nextAt() {
      const { next_at: at } = await call<{ next_at: string | null }>('GET', '/clock');
      return at === null ? undefined : new Date(at);
    },
    fault: (rule) => call('POST', '/faults', rule),
    clearFaults: () => call('DELETE', '/faults'),
    pay: (channel, what) => (channel === 'wechat' ? wechat : alipay).pay(what),
    books: async () => [...(await wechat.books()), ...(await alipay.books())],
    async takenCallbacks(channel, paymentNo) {
      const payment = await (channel === 'wechat' ? wechat : alipay).payment(paymentNo);
      const callbacks = (payment?.callbacks ?? []) as { id: string; delivered_at: string | null }[];
      return callbacks.filter(({ delivered_at: at }) => at !== null).map(({ id }) => id);
    },
    violations: () => call('GET', '/violations'),
    stop: () => sandbox.stop(),
  };
}
