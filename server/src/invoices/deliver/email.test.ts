import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../lib/outcome.ts';
import { emailSender } from './email.ts';
import type { InvoiceNews } from './sender.ts';

const NEWS: InvoiceNews = {
  newsNo: '1795000000000000001',
  schoolName: '知校示范大学',
  item: '住宿费',
  amount: 120_005,
  number: '26510000000000000001',
  fileUrl: 'https://pay.example.edu.cn/invoice-files/1.pdf',
  verifyUrl: 'https://pay.example.edu.cn/receipt/1',
  pdf: Buffer.from('%PDF-1.7'),
};

type Stage = 'sender' | 'recipient' | 'letter';
/** At which stage the next letter is refused, and with what. */
let refusal: { stage: Stage; code: number } | undefined;
const signedIn: string[] = [];
const letters: string[] = [];
const refused = (stage: Stage) =>
  refusal?.stage === stage ? Object.assign(new Error('no'), { responseCode: refusal.code }) : null;

const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  onAuth({ username = '' }, _session, done) {
    signedIn.push(username);
    done(null, { user: username });
  },
  onMailFrom: (_address, _session, done) => done(refused('sender')),
  onRcptTo: (_address, _session, done) => done(refused('recipient')),
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const error = refused('letter');
      if (!error) letters.push(Buffer.concat(chunks).toString());
      done(error);
    });
  },
});
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.server.address() as AddressInfo).port;
});
afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
beforeEach(() => {
  refusal = undefined;
  signedIn.length = 0;
  letters.length = 0;
});

async function send(account = '', query = ''): Promise<Outcome<undefined>> {
  const url = `smtp://${account}127.0.0.1:${port}/${query}`;
  await using sender = emailSender({ url, from: '财务处 <noreply@example.edu.cn>' });
  return await sender.deliver('finance@example.com', NEWS);
}

test('a letter says in Chinese what was paid, with the document attached', async () => {
  expect(await send()).toEqual({ kind: 'done', value: undefined });
  const [letter = ''] = letters;
  expect(letter).toContain('Message-ID: <invoice-1795000000000000001@zhixiao>');
  const [, encoded = ''] = /Content-Transfer-Encoding: base64\r\n\r\n([\s\S]*?)\r\n--/.exec(letter) ?? [];
  const text = Buffer.from(encoded, 'base64').toString();
  for (const said of ['知校示范大学', '住宿费', '1200.05 元', NEWS.number, NEWS.fileUrl, NEWS.verifyUrl]) {
    expect(text).toContain(said);
  }
  expect(letter).toContain(Buffer.from('%PDF-1.7').toString('base64'));
});

test.each<[Stage, number, Outcome<undefined>['kind']]>([
  ['recipient', 550, 'not_done'],
  ['recipient', 452, 'unknown'],
  ['letter', 554, 'not_done'],
  ['letter', 451, 'unknown'],
  // a sender that is not let through is ours to mend: no letter is given up for it
  ['sender', 550, 'unknown'],
  ['sender', 530, 'unknown'],
])('a server that refuses the %s with %i: %s', async (stage, code, kind) => {
  refusal = { stage, code };
  expect(await send()).toMatchObject({ kind });
  expect(letters).toEqual([]);
});

test('a server that is not there leaves it open', async () => {
  await using sender = emailSender({ url: 'smtp://127.0.0.1:1/', from: 'noreply@example.edu.cn' });
  expect(await sender.deliver('finance@example.com', NEWS)).toMatchObject({ kind: 'unknown' });
});

test('a password is not sent in the clear, unless the address says so', async () => {
  expect(await send('user:password@')).toMatchObject({ kind: 'unknown' });
  expect(signedIn).toEqual([]);
  expect(await send('user:password@', '?requireTLS=false')).toMatchObject({ kind: 'done' });
  expect(signedIn).toEqual(['user']);
});

test('what went wrong names nobody', async () => {
  refusal = { stage: 'recipient', code: 550 };
  expect(JSON.stringify(await send())).not.toContain('finance');
});
