import type { VirtualClock } from '../clock.ts';
import type { Store } from '../store.ts';
import type { Callbacks } from './callbacks.ts';
import type { Platform } from './platform.ts';

/** What the parts of the emulated WeChat Pay work on. */
export interface Wechat {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly platform: Platform;
  readonly callbacks: Callbacks;
}

/** The emulated payer, under every appid. */
export const PAYER_OPENID = 'oSandboxPayer0000000000zhang';
