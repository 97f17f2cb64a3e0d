import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { CallError } from '../api/call.ts';

/** Passkeys belong to a name: at a bare address, such as 127.0.0.1, there can be none. */
export function canUsePasskeys(): boolean {
  return browserSupportsWebAuthn() && !/^[\d.]+$|:/.test(window.location.hostname);
}

/** The browser's answer to what the server asks of a passkey. */
export function askPasskey(options: object): Promise<object> {
  return asked(startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }));
}

/** A new passkey, as the browser made it. */
export function makePasskey(options: object): Promise<object> {
  return asked(startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }));
}

async function asked(answer: Promise<object>): Promise<object> {
  try {
    return await answer;
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
