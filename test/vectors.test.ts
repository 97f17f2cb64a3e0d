import { isAcknowledgement } from '@zhixiao/protocol/acknowledgement';
import { decrypt } from '@zhixiao/protocol/cipher';
import { type AppKeys, isRequestSignedBy, isResponseSignedBy, openRequest } from '@zhixiao/protocol/envelope';
import { expect, test } from 'vitest';
import written from '../docs/vectors.json' with { type: 'json' };
import { explainDecryption, explainEncoding } from '../protocol/src/decryption-mistakes.ts';
import { explainSignature } from '../protocol/src/signature-mistakes.ts';
import { vectors } from '../scripts/vectors.ts';

const keysFor = (cipher: string): AppKeys => ({
  appId: written.app.id,
  appSecret: written.app.appsecret,
  aesKey: written.app.aes_key,
  cipher: cipher as AppKeys['cipher'],
});

test('docs/vectors.json is what scripts/vectors.ts writes', () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(vectors())));
});

test('requests, responses and notifications hold', () => {
  for (const { cipher, text, param, sign, form } of written.requests) {
    const request = { id: written.app.id, param, sign };
    expect(isRequestSignedBy(keysFor(cipher), request)).toBe(true);
    expect(openRequest(keysFor(cipher), request)).toBe(text);
    expect(Object.fromEntries(new URLSearchParams(form))).toEqual(request);
  }
  for (const { cipher, text, body } of written.responses) {
    const response = JSON.parse(body);
    expect(isResponseSignedBy(keysFor(cipher), response)).toBe(true);
    expect(decrypt(keysFor(cipher).cipher, written.app.aes_key, response.ret_content)).toBe(text);
  }
  for (const { cipher, text, id, param, sign, answers } of written.notifications) {
    expect(isRequestSignedBy(keysFor(cipher), { id, param, sign })).toBe(true);
    expect(openRequest(keysFor(cipher), { id, param, sign })).toBe(text);
    expect(answers.received.filter((body) => !isAcknowledgement(200, body))).toEqual([]);
    expect(answers.sent_again.filter((body) => isAcknowledgement(200, body))).toEqual([]);
  }
});

test('the signature debugger knows each mistake by its name', () => {
  for (const { cipher, text, param, mistakes } of written.requests) {
    const keys = keysFor(cipher);
    for (const { mistake, wrong, ...given } of mistakes) {
      const request = { id: keys.appId, param, ...given };
      const finding =
        wrong === 'sign'
          ? explainSignature(keys, request, param, text)
          : (explainEncoding(request.param) ?? explainDecryption([keys], request.param));
      expect(finding.mistake, `${cipher} ${mistake}`).toBe(mistake);
      // a wrong param is signed as it should be
      if (wrong === 'param') expect(isRequestSignedBy(keys, request)).toBe(true);
    }
  }
});
