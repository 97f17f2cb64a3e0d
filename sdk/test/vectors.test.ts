import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CODEC_COMMANDS } from '../src/cli/commands/codec.ts';
import { EXIT } from '../src/cli/exit-codes.ts';
import { openTerminal } from '../src/cli/terminal.ts';
import { readNotification } from '../src/notification.ts';
import { APP } from './helpers/gateway.ts';

interface Vectors {
  readonly requests: readonly {
    readonly cipher: 'aes-256-cbc' | 'aes-128-cbc';
    readonly text: string;
    readonly param: string;
    readonly sign: string;
    readonly form: string;
    readonly mistakes: readonly { readonly mistake: string; readonly wrong: string; readonly sign: string }[];
  }[];
  readonly responses: readonly { readonly cipher: Cipher; readonly text: string; readonly body: string }[];
  readonly notifications: readonly {
    readonly cipher: Cipher;
    readonly text: string;
    readonly form: string;
  }[];
}
type Cipher = Vectors['requests'][number]['cipher'];

const VECTORS = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/vectors.json'), 'utf8'),
) as Vectors;

/** Runs a codec command, and gives what it found. */
async function codec(name: string, word: string, cipher: Cipher) {
  const found: Record<string, unknown>[] = [];
  const terminal = { ...openTerminal('en', true), result: (value: object) => void found.push({ ...value }) };
  const settings = { baseUrl: 'http://127.0.0.1', ...APP, cipher, isSandboxApp: true };
  const command = CODEC_COMMANDS.find((each) => each.name === `codec ${name}`);
  const code = await command?.run({ values: {}, words: [word], settings, terminal });
  return { code, ...found[0] };
}

test('the codec makes every vector, and reads it', async () => {
  for (const { cipher, text, param, sign, form } of VECTORS.requests) {
    expect(await codec('encrypt', text, cipher)).toEqual({ code: EXIT.done, param });
    expect(await codec('decrypt', param, cipher)).toEqual({ code: EXIT.done, text });
    expect(await codec('sign', param, cipher)).toEqual({ code: EXIT.done, sign });
    expect(await codec('verify', form, cipher)).toEqual({ code: EXIT.done, valid: true, text });
  }
  for (const { cipher, text, body } of VECTORS.responses) {
    expect(await codec('verify', body, cipher)).toMatchObject({ code: EXIT.done, valid: true, text });
  }
});

test('each wrong way to sign is told apart', async () => {
  for (const { cipher, param, mistakes } of VECTORS.requests) {
    const wrong = mistakes.filter((each) => each.wrong === 'sign');
    const reasons = new Map<string, unknown>();
    for (const { mistake, sign } of wrong) {
      const form = new URLSearchParams({ id: APP.appId, param, sign }).toString();
      const said = (await codec('verify', form, cipher)) as Record<string, unknown>;
      expect(said, mistake).toMatchObject({ code: EXIT.untrusted, valid: false });
      reasons.set(mistake, said.reason);
    }
    expect(new Set(reasons.values()).size, 'one reason each').toBe(wrong.length);
    expect([...reasons.values()].join()).not.toContain('Check appsecret');
  }
});

test('notifications of both ciphers are read', () => {
  for (const { cipher, text, form } of VECTORS.notifications) {
    expect(readNotification({ ...APP, cipher }, form)).toMatchObject(JSON.parse(text));
  }
});
