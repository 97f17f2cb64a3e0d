import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Makes an RSA key of 2048 bits, which takes a machine about a tenth of a second. */
export type MakeKeyPair = () => { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

export const newKeyPair: MakeKeyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
