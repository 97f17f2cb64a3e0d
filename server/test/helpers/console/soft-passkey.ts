import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** A passkey that needs no browser: it answers what the console's API asks of one. */
export interface SoftPasskey {
  readonly credentialId: string;
  /** Registers with what `POST /account/passkey-request` answered. */
  register(options: Asked): object;
  /** Signs what a passkey was asked to sign. */
  answer(options: Asked): object;
}

interface Asked {
  readonly challenge: string;
}

const USER_THERE_AND_VERIFIED = 0x05;
const HAS_KEY = 0x40;

/** @param idBytes authenticators choose how long their ids are, up to 1023 bytes */
export function softPasskey(origin: string, idBytes = 32): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(idBytes);
  const credentialId = id.toString('base64url');
  const head = (flags: number) =>
    Buffer.concat([sha256(new URL(origin).hostname), Buffer.of(flags), Buffer.alloc(4)]);
  const clientData = (type: string, { challenge }: Asked) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const credential = (response: object) => ({
    id: credentialId,
    rawId: credentialId,
    type: 'public-key',
    clientExtensionResults: {},
    response,
  });
  return {
    credentialId,
    register(options) {
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const point = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
      // an elliptic curve key for ES256 on P-256 (RFC 9053)
      const key = isoCBOR.encode(
        new Map<number, number | Uint8Array<ArrayBuffer>>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, point(x)],
          [-3, point(y)],
        ]),
      );
      const idLength = Buffer.alloc(2);
      idLength.writeUInt16BE(id.length);
      const authData = Buffer.concat([
        head(USER_THERE_AND_VERIFIED | HAS_KEY),
        Buffer.alloc(16),
        idLength,
        id,
        key,
      ]);
      const attestation = isoCBOR.encode(
        new Map<string, string | Map<string, string> | Uint8Array<ArrayBuffer>>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', new Uint8Array(authData)],
        ]),
      );
      return credential({
        clientDataJSON: clientData('webauthn.create', options).toString('base64url'),
        attestationObject: Buffer.from(attestation).toString('base64url'),
      });
    },
    answer(options) {
      const authData = head(USER_THERE_AND_VERIFIED);
      const told = clientData('webauthn.get', options);
      return credential({
        clientDataJSON: told.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', Buffer.concat([authData, sha256(told)]), privateKey).toString('base64url'),
      });
    },
  };
}

function sha256(of: string | Buffer): Buffer {
  return createHash('sha256').update(of).digest();
}
