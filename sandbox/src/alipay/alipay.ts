import { createHash } from 'node:crypto';
import type { VirtualClock } from '../clock.ts';
import type { Store } from '../store.ts';
import type { AlipayApp } from './app-store.ts';
import type { Notices } from './notices.ts';
import type { AlipayPlatform } from './platform.ts';

/** What the parts of the emulated Alipay work on. */
export interface Alipay {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly platform: AlipayPlatform;
  readonly notices: Notices;
}

/** The emulated payer. */
export const PAYER_USER_ID = '2088612279536603';
export const PAYER_LOGON_ID = '159****5620';

/** What an app calls a user: the user id, or for newer apps an id that is the app's alone. */
export function idForApp({ appId, identity }: AlipayApp, userId: string): string {
  if (identity === 'user_id') return userId;
  return createHash('sha384').update(`${appId}:${userId}`).digest('base64url').slice(0, 48);
}

/** The id of a user under the name that this app gets it by, e.g. `buyer_user_id` or `buyer_open_id`. */
export function namedBuyer(app: AlipayApp, userId: string, nameOfUserId: string): Record<string, string> {
  const name = app.identity === 'user_id' ? nameOfUserId : 'buyer_open_id';
  return { [name]: idForApp(app, userId) };
}
