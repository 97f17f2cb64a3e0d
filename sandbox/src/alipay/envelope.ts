import type { KeyObject } from 'node:crypto';
import { newKeyPair } from '../key-pair.ts';
import type { Answer, Distortion } from '../wire.ts';
import type { AlipayKey } from './platform.ts';
import { rsa2 } from './signature.ts';

/** An answer without its signature; slashes are escaped as Alipay's own JSON writer does. */
export function envelope(name: string, content: object, signed: boolean): Answer {
  const response = JSON.stringify(content).replaceAll('/', '\\/');
  return {
    status: 200,
    headers: { 'content-type': 'text/html;charset=utf-8' },
    body: `{"${name}":${response}}`,
    signed,
  };
}

/** The answer with the signature of its response object, right or spoiled; other answers as they are. */
export function signedEnvelope(
  answer: Answer,
  key: AlipayKey,
  isCertified: boolean,
  distortion: Distortion | undefined,
): Answer {
  const [, name, response] = /^\{("\w+_response"):(\{.*\})\}$/s.exec(answer.body) ?? [];
  if (!answer.signed || name === undefined || response === undefined) return answer;
  const right = { response, sn: key.sn, sign: rsa2(response, key.privateKey) };
  const { sign, sn, response: sent } = distortion ? { ...right, ...SPOILED[distortion](right, key) } : right;
  const certified = isCertified ? `,"alipay_cert_sn":"${sn}"` : '';
  const proof = sign === undefined ? '' : `,"sign":"${sign}"`;
  return { ...answer, body: `{${name}:${sent}${certified}${proof}}` };
}

interface Proven {
  readonly response: string;
  readonly sn: string;
  readonly sign: string | undefined;
}

/** Nobody's key, made when first wanted. */
let strangersKey: KeyObject | undefined;

const SPOILED: Readonly<Record<Distortion, (right: Proven, key: AlipayKey) => Partial<Proven>>> = {
  bad_signature: ({ response }, { privateKey }) => ({ sign: rsa2(`${response} `, privateKey) }),
  no_signature: () => ({ sign: undefined }),
  unknown_serial: ({ response }) => {
    strangersKey ??= newKeyPair().privateKey;
    return { sign: rsa2(response, strangersKey), sn: 'f'.repeat(32) };
  },
  tampered_body: ({ response }) => ({ response: response.replace(/}$/, ',"tampered":true}') }),
  signtest: ({ sign }) => ({ sign: `SIGNTEST${sign}` }),
  // An answer of Alipay's carries no time to be wrong.
  skewed_time: () => ({}),
};
