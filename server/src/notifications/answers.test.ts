import { execFile } from 'node:child_process';
import { isAcknowledgement } from '@zhixiao/protocol/acknowledgement';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANSWERS, type AnswerBesideCurl } from '../../test/helpers/partner/answers-beside-curl.ts';
import { type RawServer, startRawServer } from '../../test/helpers/partner/raw-server.ts';
import { HttpFailure } from '../lib/http-client.ts';
import { UnreadableAnswer } from './answer-head.ts';
import { AnswerReader } from './answer-reader.ts';
import { BODY_LIMIT_BYTES, createPartnerHttp, type PartnerAnswer, type PartnerHttp } from './partner-http.ts';

/** Long enough for a reader on a busy machine to have what came before a reset. */
const RESET_AFTER_MS = 800;

let server: RawServer;
let http: PartnerHttp;
beforeAll(async () => {
  http = createPartnerHttp({ allowLoopback: true, timeoutMs: 3_000 });
  server = await startRawServer((socket, request) => {
    const answer = ANSWERS[Number(/^POST \/(\d+) /.exec(request)?.[1])];
    if (!answer) throw new Error(`no such answer: ${request}`);
    if (answer.end === 'close') socket.end(answer.bytes);
    else socket.write(answer.bytes);
    if (answer.end === 'reset') setTimeout(() => socket.resetAndDestroy(), RESET_AFTER_MS);
  });
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const addressOf = (index: number) => `http://127.0.0.1:${server.port}/${index}`;

/** What our client reads; a failure is an answer of nothing. */
async function read(index: number): Promise<Pick<PartnerAnswer, 'status' | 'text'>> {
  try {
    const { status, text } = await http.postForm(new URL(addressOf(index)), new URLSearchParams({ a: '1' }));
    return { status, text };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { status: 0, text: '' };
  }
}

test(`${ANSWERS.length} answers are read as curl reads them`, async () => {
  expect(ANSWERS.length).toBeGreaterThan(100);
  const answers = await Promise.all(ANSWERS.map((_, index) => read(index)));
  const ours = ANSWERS.map(({ name }, index) => ({
    name,
    body: answers[index]?.text,
    acknowledges: isAcknowledgement(answers[index]?.status ?? 0, answers[index]?.text ?? ''),
  }));
  const theirs = ANSWERS.map(({ name, curl }) => ({
    name,
    body: curl.body,
    acknowledges: isAcknowledgement(curl.status, curl.body),
  }));
  expect(ours).toEqual(theirs);
  expect(ours.filter(({ acknowledges }) => acknowledges).length).toBeGreaterThan(60);
});

test('however the bytes of an answer arrive, the same is read', () => {
  const readInPieces = (bytes: Buffer, size: number) => {
    const reader = new AnswerReader(BODY_LIMIT_BYTES);
    try {
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      reader.end();
    } catch (error) {
      if (!(error instanceof UnreadableAnswer)) throw error;
    }
    return { answer: reader.answer, isDone: reader.isDone, mayContinue: reader.mayContinue };
  };
  for (const { name, bytes } of ANSWERS) {
    const whole = readInPieces(bytes, bytes.length || 1);
    for (const size of [1, 2, 7, 1_000])
      expect(readInPieces(bytes, size), `${name} by ${size}`).toEqual(whole);
  }
});

test('whatever comes is read or refused, and costs 64 KB at most', () => {
  const lines = fc.constantFrom(
    'HTTP/1.1 200 OK',
    'Content-Length: 9',
    'Transfer-Encoding: chunked',
    '',
    '5',
    '0',
    ' x',
    'a: b',
  );
  const text = fc.array(fc.oneof(lines, fc.string()), { maxLength: 20 }).map((all) => all.join('\r\n'));
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ maxLength: 200 })), fc.nat(90_000), (some, more) => {
      const reader = new AnswerReader(BODY_LIMIT_BYTES);
      try {
        reader.push(Buffer.from(some));
        reader.push(Buffer.alloc(more, 'x'));
        reader.end();
      } catch (error) {
        if (!(error instanceof UnreadableAnswer)) throw error;
      }
      return (reader.answer?.body.length ?? 0) <= BODY_LIMIT_BYTES;
    }),
    { numRuns: 2_000 },
  );
});

test('what is cut off counts only when it is whole by itself, and says that it was cut', async () => {
  const http = createPartnerHttp({ allowLoopback: true, timeoutMs: 1_000 });
  const cut = ANSWERS.findIndex(({ name }) => name === 'length: longer than the body');
  const answer = await http.postForm(new URL(addressOf(cut)), new URLSearchParams());
  expect(answer).toMatchObject({ status: 200, text: 'success', cutOff: { reason: 'connection' } });
  const open = ANSWERS.findIndex(({ name }) => name === 'length: no length, kept open');
  const waited = await http.postForm(new URL(addressOf(open)), new URLSearchParams());
  expect(waited).toMatchObject({ status: 200, text: 'success', cutOff: { reason: 'timeout' } });
  await http[Symbol.asyncDispose]();
});

/** The version that the table was written down with; others differ here and there. */
const RECORDED = 'curl 7.88';
const AT_ONCE = 8;

test('where that curl is on the machine, the table says what it says', async () => {
  const version = (await curl(['--version'])).out;
  if (!version.startsWith(RECORDED)) return;
  const found: unknown[] = [];
  const indices = ANSWERS.keys();
  const work = async () => {
    for (const index of indices) found[index] = await asked(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(found).toEqual(ANSWERS.map(({ name, curl }) => ({ name, ...curl })));
});

async function asked(index: number): Promise<AnswerBesideCurl['curl'] & { name: string }> {
  const { name, isEncoded } = ANSWERS[index] as AnswerBesideCurl;
  const encoding = isEncoded ? ['--compressed'] : [];
  const options = ['-sS', '--max-time', '2', '--data', 'a=1', '--write-out', '\n%{http_code}', ...encoding];
  const { exit, out } = await curl([...options, addressOf(index)]);
  const end = out.lastIndexOf('\n');
  return { name, exit, status: Number(out.slice(end + 1)), body: out.slice(0, end) };
}

/** A machine without curl says nothing. */
function curl(options: readonly string[]): Promise<{ exit: number; out: string }> {
  return new Promise((resolve) => {
    const child = execFile('curl', [...options], { encoding: 'buffer' }, (_error, out) =>
      resolve({ exit: child.exitCode ?? -1, out: out.toString('utf8') }),
    );
  });
}
