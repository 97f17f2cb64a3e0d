import { type CipherName, isUsableAesKey } from '@zhixiao/protocol/cipher';
import type { Audited, Core } from '../core.ts';
import { randomToken } from '../lib/ids.ts';
import { isNetwork } from '../lib/ip-address.ts';
import { Refusal } from '../refusal.ts';
import { findSchools } from '../schools/school-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { AppRules } from './app-rules.ts';
import { type AppSecrets, insertApp } from './app-store.ts';
import { isGuessable } from './guessable.ts';
import { newSecrets } from './new-secrets.ts';

/** An app an operator wants. */
export interface AppInput {
  readonly schoolId: string;
  readonly name: string;
  readonly cipher: CipherName;
  readonly spDataAsText: boolean;
  /** None by default. */
  readonly rules?: AppRules | undefined;
  /** Undefined: made here. A partner that moves from another platform keeps what it has. */
  readonly appId?: string | undefined;
  readonly secrets?: AppSecrets | undefined;
}

/**
 * Creates an app. Its secrets are in the answer and nowhere else to be read again.
 * @throws Refusal school_not_found, app_exists, app_keys_unfit, app_secret_guessable, app_rules_unfit
 */
export async function createApp(
  core: Pick<Core, 'db' | 'vault' | 'clock'> & Audited,
  scope: SchoolScope,
  input: AppInput,
): Promise<{ appId: string } & AppSecrets> {
  const schools = await findSchools(core.db, scope);
  if (!schools.some(({ schoolId }) => schoolId === input.schoolId)) throw new Refusal('school_not_found', {});
  const appId = input.appId ?? newAppId();
  refuseUnfitApp({ ...input, appId });
  const secrets = input.secrets ?? newSecrets();
  const { schoolId, name, cipher, spDataAsText, rules } = input;
  const app = { appId, schoolId, name, cipher, spDataAsText, rules, ...secrets };
  await core.db.transaction(async (tx) => {
    const isNew = await insertApp(tx, core.vault, app, core.clock.now());
    if (!isNew) throw new Refusal('app_exists', {});
    await core.audit.record(tx);
  });
  return { appId, ...secrets };
}

/**
 * Refuses invalid keys and rules of an app when the change is requested, not only when it is approved.
 * @throws Refusal app_keys_unfit, app_secret_guessable, app_rules_unfit
 */
export function refuseUnfitApp({ appId = '', cipher, secrets, rules }: AppInput): void {
  if (!/^[0-9A-Za-z_-]{1,32}$/.test(appId)) throw new Refusal('app_keys_unfit', { field: 'app_id' });
  if (secrets) {
    refuseUnfit(cipher, secrets);
    refuseGuessable(secrets);
  }
  refuseUnfitRules(rules);
}

/** For who has to name the app before it is there. */
export function newAppId(): string {
  return `app_${randomToken()}`;
}

/**
 * Rules that contradict each other are refused before the database does.
 * @throws Refusal app_rules_unfit
 */
export function refuseUnfitRules(rules: AppRules | undefined): void {
  if (!rules) return;
  if (rules.leastVersion === 2 && rules.notifyProfile === 'v1') {
    throw new Refusal('app_rules_unfit', { field: 'notify_profile' });
  }
  if (!rules.allowedNetworks.every(isNetwork)) {
    throw new Refusal('app_rules_unfit', { field: 'allowed_networks' });
  }
}

/**
 * Guessable secrets are refused: an attacker who sees a signed request can try secrets on it offline.
 * @throws Refusal app_secret_guessable
 */
function refuseGuessable({ appSecret, aesKey }: AppSecrets): void {
  if (isGuessable(appSecret)) throw new Refusal('app_secret_guessable', { field: 'app_secret' });
  if (isGuessable(aesKey)) throw new Refusal('app_secret_guessable', { field: 'aes_key' });
}

/** @throws Refusal app_keys_unfit */
export function refuseUnfit(cipher: CipherName, { appSecret, aesKey }: AppSecrets): void {
  if (!/^[\x21-\x7e]{8,128}$/.test(appSecret)) throw new Refusal('app_keys_unfit', { field: 'app_secret' });
  if (!/^[\x21-\x7e]{16,32}$/.test(aesKey) || !isUsableAesKey(cipher, aesKey)) {
    throw new Refusal('app_keys_unfit', { field: 'aes_key' });
  }
}
