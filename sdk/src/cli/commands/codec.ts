import { createHash } from 'node:crypto';
import { stdin } from 'node:process';
import { decrypt, encrypt } from '@zhixiao/protocol/cipher';
import { requestSign, responseSign, signatureMatches } from '@zhixiao/protocol/signature';
import { type CompleteKeys, completeKeys } from '../../complete-keys.ts';
import type { Command, Run } from '../command.ts';
import { given } from '../command.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { text } from '../options.ts';
import type { Words } from '../terminal.ts';

/** The first version's steps, one by one, to compare with one's own code. */
export const CODEC_COMMANDS: readonly Command[] = [
  {
    name: 'codec encrypt',
    takes: '[TEXT]',
    says: { zh: '加密（文本取自参数或标准输入）', en: 'encrypt the word, or standard input' },
    options: {},
    async run(run) {
      const { cipher, aesKey } = completeKeys(run.settings);
      run.terminal.result({ param: encrypt(cipher, aesKey, await input(run)) });
      return EXIT.done;
    },
  },
  {
    name: 'codec decrypt',
    takes: '[PARAM]',
    says: { zh: '解密 param 或 ret_content', en: 'decrypt a param or a ret_content' },
    options: {},
    async run(run) {
      run.terminal.result({ text: opened(run, (await input(run)).trim()) });
      return EXIT.done;
    },
  },
  {
    name: 'codec sign',
    takes: '[PARAM]',
    says: {
      zh: '签名：md5(id + param + appsecret)；加 --ret-code 则为应答的签名',
      en: 'sign a param; with --ret-code, an answer’s content',
    },
    options: { 'ret-code': text('N', '应答的 ret_code', 'the ret_code of an answer') },
    async run(run) {
      const { appId, appSecret } = completeKeys(run.settings);
      const content = (await input(run)).trim();
      const code = given(run, 'ret-code');
      const sign =
        code === undefined
          ? requestSign(appId, content, appSecret)
          : responseSign(Number(code), content, appSecret);
      run.terminal.result({ sign });
      return EXIT.done;
    },
  },
  {
    name: 'codec verify',
    takes: '[MESSAGE]',
    says: {
      zh: '验签并解密整个报文：id=…&param=…&sign=… 的表单，或 JSON；签名错误时指出常见的错法',
      en: 'verify and decrypt a whole message, a form or JSON; a wrong signature is compared with common mistakes',
    },
    options: {},
    run: verify,
  },
];

async function verify(run: Run): Promise<number> {
  const keys = completeKeys(run.settings);
  const fields = fieldsOf(run, (await input(run)).trim());
  const isAnswer = 'ret_content' in fields;
  const content = String((isAnswer ? fields.ret_content : fields.param) ?? '').replaceAll(' ', '+');
  const id = String(fields.id ?? keys.appId);
  const sign = String(fields.sign ?? '');
  if (sign === '' || content === '') {
    const words = {
      zh: '报文应有 param（或 ret_content）和 sign',
      en: 'a message has param (or ret_content) and sign',
    };
    throw new CommandError(run.terminal.say(words), EXIT.usage);
  }
  const expected = isAnswer
    ? responseSign(Number(fields.ret_code), content, keys.appSecret)
    : requestSign(id, content, keys.appSecret);
  if (!signatureMatches(expected, sign)) {
    const mistake = isAnswer ? undefined : mistakeIn(keys, id, content, sign);
    const reason = mistake ?? {
      zh: '核对 appsecret，以及签名的是发送出去的密文',
      en: 'Check appsecret, and that what was signed is what is sent',
    };
    run.terminal.result({ valid: false, expected, sign, reason: run.terminal.say(reason) });
    return EXIT.untrusted;
  }
  run.terminal.result({
    valid: true,
    ...(isAnswer && { ret_code: fields.ret_code }),
    text: opened(run, content),
  });
  return EXIT.done;
}

const MISTAKES: readonly {
  readonly says: Words;
  text(keys: CompleteKeys, id: string, param: string, plain: string): string;
}[] = [
  {
    says: { zh: '签名时没有拼接 appsecret', en: 'appsecret was not appended' },
    text: (_, id, param) => id + param,
  },
  {
    says: {
      zh: '拼接顺序不对，应为 id + param + appsecret',
      en: 'wrong order; it is id + param + appsecret',
    },
    text: ({ appSecret }, id, param) => appSecret + id + param,
  },
  {
    says: { zh: '签名用了 aes_key，应使用 appsecret', en: 'aes_key was used in place of appsecret' },
    text: ({ aesKey }, id, param) => id + param + aesKey,
  },
  {
    says: { zh: '签名原文带有参数名或分隔符', en: 'names or separators stand in the signed text' },
    text: ({ appSecret }, id, param) => `id=${id}&param=${param}&key=${appSecret}`,
  },
  {
    says: { zh: '签名用了加密前的内容', en: 'the text before encryption was signed' },
    text: ({ appSecret }, id, _param, plain) => id + plain + appSecret,
  },
  {
    says: { zh: '签名用了 URL 编码后的 param', en: 'the URL-encoded param was signed' },
    text: ({ appSecret }, id, param) => id + encodeURIComponent(param) + appSecret,
  },
];

/** Which common mistake gives this signature. */
function mistakeIn(keys: CompleteKeys, id: string, param: string, sign: string): Words | undefined {
  let plain = '';
  try {
    plain = decrypt(keys.cipher, keys.aesKey, param);
  } catch {
    // then it is another mistake
  }
  return MISTAKES.find(({ text }) => {
    const wrong = createHash('md5')
      .update(text(keys, id, param, plain), 'utf8')
      .digest('hex');
    return signatureMatches(wrong, sign);
  })?.says;
}

function opened({ settings, terminal }: Run, content: string): string {
  const { cipher, aesKey } = completeKeys(settings);
  try {
    return decrypt(cipher, aesKey, content);
  } catch {
    const words = {
      zh: `用该 aes_key 和 ${cipher} 不能解密`,
      en: `does not decrypt with this aes_key and ${cipher}`,
    };
    throw new CommandError(terminal.say(words), EXIT.untrusted);
  }
}

function fieldsOf({ terminal }: Run, message: string): Record<string, unknown> {
  try {
    if (message.startsWith('{')) return JSON.parse(message) as Record<string, unknown>;
  } catch {
    throw new CommandError(terminal.say({ zh: '不是有效的 JSON', en: 'not JSON' }), EXIT.usage);
  }
  return Object.fromEntries(new URLSearchParams(message));
}

async function input({ words: [word] }: Run): Promise<string> {
  if (word !== undefined && word !== '-') return word;
  let text = '';
  stdin.setEncoding('utf8');
  for await (const part of stdin) text += part;
  return text.replace(/\r?\n$/, '');
}
