import { MASTER_KEY_BYTES } from '../lib/vault.ts';
import { ConfigError, type Settings, value } from './settings.ts';

/** The master key, and while it takes another's place that one behind it. @throws ConfigError */
export function masterKeys(settings: Settings): readonly Buffer[] | undefined {
  const key = masterKey(settings, 'MASTER_KEY');
  const previous = masterKey(settings, 'MASTER_KEY_PREVIOUS');
  if (!key && previous) throw new ConfigError('MASTER_KEY is needed with MASTER_KEY_PREVIOUS');
  if (key && previous?.equals(key))
    throw new ConfigError('MASTER_KEY_PREVIOUS must be another key than MASTER_KEY, or not set');
  return key && (previous ? [key, previous] : [key]);
}

function masterKey(settings: Settings, name: string): Buffer | undefined {
  const text = value(settings, name);
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64');
  if (key.length !== MASTER_KEY_BYTES) {
    throw new ConfigError(`${name} must be ${MASTER_KEY_BYTES} bytes as base64 (openssl rand -base64 32)`);
  }
  return key;
}
