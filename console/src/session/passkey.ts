import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { CallError } from '../api/call.ts';

/** Passkeys belong to a name: at a bare address, such as 127.0.0.1, there can be none. */
export function canUsePasskeys(): boolean {
  return 'PublicKeyCredential' in window && !/^[\d.]+$|:/.test(window.location.hostname);
}

/** Fetched when a passkey is used: the first page has none. */
const library = () => import('@simplewebauthn/browser');

/** The browser's answer to what the server asks of a passkey. */
export function askPasskey(options: object): Promise<object> {
  return asked(async () =>
    (await library()).startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }),
  );
}

/** A new passkey, as the browser made it. */
export function makePasskey(options: object): Promise<object> {
  return asked(async () =>
    (await library()).startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }),
  );
}

async function asked(ask: () => Promise<object>): Promise<object> {
  try {
    return await ask();
  } catch (cause) {
    throw new CallError(
      {
        code: 'passkey',
        message: '没有使用通行密钥：已取消、超时或设备不支持',
        inEnglish: 'No passkey was used: it was cancelled, took too long, or is not supported here.',
      },
      { cause },
    );
  }
}
