import { ofEachChannel } from '@zhixiao/contract/codes/channels';
import type { Channel, ChannelAccount } from '../channels/channel.ts';
import type { Database } from '../db/database.ts';
import { ttlCache } from '../lib/ttl-cache.ts';
import type { Vault } from '../lib/vault.ts';
import { findAccount, findAccountOfApp } from './account-store.ts';

/** Finds merchant accounts; a change is seen within a few seconds. */
export interface AccountDirectory {
  ofApp(appId: string, channel: Channel): Promise<ChannelAccount | undefined>;
  byId(channelAccountId: string): Promise<ChannelAccount | undefined>;
}

const CACHE = { ttlMs: 2_000, limit: 1_000 };

export function accountDirectory(db: Database, vault: Vault): AccountDirectory {
  const byId = ttlCache({ ...CACHE, load: (id) => findAccount(db, vault, id) });
  const ofApp = ofEachChannel((_row, channel) =>
    ttlCache({ ...CACHE, load: (appId) => findAccountOfApp(db, vault, appId, channel) }),
  );
  return {
    ofApp: (appId, channel) => ofApp[channel](appId),
    byId: async (id) => (/^[0-9A-Za-z_-]{1,32}$/.test(id) ? byId(id) : undefined),
  };
}
