import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

/** Bytes that some server might answer a notification with, and what curl makes of them. */
export interface AnswerBesideCurl {
  readonly name: string;
  readonly bytes: Buffer;
  /** How the server goes on: closes, resets the connection, or keeps it open and is silent. */
  readonly end: 'close' | 'reset' | 'open';
  /** As `curl --compressed`, where the body is encoded. */
  readonly isEncoded: boolean;
  /** What curl 7.88.1 wrote, with the status it saw (0: none) and its exit code, asked with `--data` and `--max-time 2`. */
  readonly curl: { readonly exit: number; readonly status: number; readonly body: string };
}

type Curl = Partial<AnswerBesideCurl['curl']>;

const OK = 'HTTP/1.1 200 OK\r\n';
const SEVEN = 'Content-Length: 7\r\n\r\nsuccess';
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n';

/** By default curl reads `success` with a 200 and is content. */
function answer(
  name: string,
  bytes: string | Buffer,
  curl: Curl = {},
  end: AnswerBesideCurl['end'] = 'close',
): AnswerBesideCurl {
  return {
    name,
    bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes,
    end,
    isEncoded: false,
    curl: { exit: 0, status: 200, body: 'success', ...curl },
  };
}

function encoded(coding: string, body: Buffer, curl: Curl = {}): AnswerBesideCurl {
  const bytes = Buffer.concat([Buffer.from(`${OK}Content-Encoding: ${coding}\r\n\r\n`), body]);
  return { ...answer(`body as ${coding}`, bytes, curl), isEncoded: true };
}

const NO_ANSWER = { status: 0, body: '' };
const PARTIAL = 18;
const RESET = 56;
const BAD_CHUNK = 56;
const TIMED_OUT = 28;
const WEIRD = 8;
const EMPTY = 52;
const UNSUPPORTED = 1;
const WRITE_FAILED = 23;
const BAD_ENCODING = 61;

const INTERIM = [
  answer('plain', OK + SEVEN),
  answer('100 that nobody asked for', `HTTP/1.1 100 Continue\r\n\r\n${OK}${SEVEN}`),
  answer('102 twice', `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(2)}${OK}${SEVEN}`),
  answer('103 with headers', `HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n${OK}${SEVEN}`),
  answer('100 with a length', `HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n${OK}${SEVEN}`),
  answer('100 that says chunked', `HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n${OK}${SEVEN}`),
  answer('100 with line feeds only', `HTTP/1.1 100 Continue\n\n${OK}${SEVEN}`),
  answer('199', `HTTP/1.1 199 Odd\r\n\r\n${OK}${SEVEN}`),
  answer('thirty times 100', `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(30)}${OK}${SEVEN}`),
  answer('100 and no more', 'HTTP/1.1 100 Continue\r\n\r\n', { exit: EMPTY, status: 100, body: '' }),
  answer('100 and a body', 'HTTP/1.1 100 Continue\r\n\r\nsuccess', {
    exit: UNSUPPORTED,
    status: 100,
    body: '',
  }),
  answer('101', `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nsuccess`, { status: 101 }),
];

const LINES = [
  answer('line feeds only', 'HTTP/1.1 200 OK\nContent-Length: 7\n\nsuccess'),
  answer('line feeds here and there', 'HTTP/1.1 200 OK\r\nContent-Type: a\nContent-Length: 7\r\n\nsuccess'),
  answer('two carriage returns', 'HTTP/1.1 200 OK\r\r\nContent-Length: 7\r\r\n\r\r\nsuccess'),
  answer('carriage returns only', 'HTTP/1.1 200 OK\rContent-Length: 7\r\rsuccess', {
    exit: EMPTY,
    ...NO_ANSWER,
  }),
  answer('chunks with line feeds only', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n7\nsuccess\n0\n\n'),
];

const STATUS_LINES = [
  answer('HTTP/1.0 without a length', 'HTTP/1.0 200 OK\r\n\r\nsuccess'),
  answer('HTTP/1.0 with chunks', `HTTP/1.0 200 OK\r\n${CHUNKED}7\r\nsuccess\r\n0\r\n\r\n`),
  answer('no reason', `HTTP/1.1 200\r\n${SEVEN}`),
  answer('an empty reason', `HTTP/1.1 200 \r\n${SEVEN}`),
  answer('a reason without a space', `HTTP/1.1 200OK\r\n${SEVEN}`),
  answer('a reason in UTF-8', `HTTP/1.1 200 \xe6\x88\x90\xe5\x8a\x9f\r\n${SEVEN}`),
  answer('a reason of 5000 characters', `HTTP/1.1 200 ${'x'.repeat(5000)}\r\n${SEVEN}`),
  answer('lower case', `http/1.1 200 ok\r\n${SEVEN}`),
  answer('two spaces', `HTTP/1.1  200 OK\r\n${SEVEN}`),
  answer('HTTP/2', `HTTP/2 200 OK\r\n${SEVEN}`),
  answer('HTTP/2.0', `HTTP/2.0 200 OK\r\n${SEVEN}`),
  answer('HTTP/1.2', `HTTP/1.2 200 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('HTTP/0.9 as a version', `HTTP/0.9 200 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('HTTP/1', `HTTP/1 200 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('tabs', `HTTP/1.1\t200\tOK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('a space in front', ` HTTP/1.1 200 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('an empty line in front', `\r\nHTTP/1.1 200 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('a BOM in front', `\xef\xbb\xbfHTTP/1.1 200 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('four digits', `HTTP/1.1 2000 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('two digits', `HTTP/1.1 20 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('099', `HTTP/1.1 099 OK\r\n${SEVEN}`, { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('another protocol', 'ICY 200 OK\r\n\r\nsuccess', { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('no head at all', 'success', { exit: UNSUPPORTED, ...NO_ANSWER }),
  answer('nothing', '', { exit: EMPTY, ...NO_ANSWER }),
];

const HEADERS = [
  answer('a folded header', `${OK}X-A: a\r\n b\r\n${SEVEN}`),
  answer('a folded header with a tab and a colon', `${OK}X-A: a\r\n\tb: c\r\n${SEVEN}`),
  answer('a folded length', `${OK}Content-Length:\r\n 7\r\n\r\nsuccess`, { exit: WEIRD, body: '' }),
  answer('a fold of nothing', `${OK} X-A: a\r\n${SEVEN}`, { exit: 43, body: '' }),
  answer('control bytes', `${OK}X-A: a\x01b\x7f\r\n${SEVEN}`),
  answer('a carriage return within', `${OK}X-A: a\rb\r\n${SEVEN}`),
  answer('a NUL', `${OK}X-A: a\0b\r\n${SEVEN}`, { exit: WEIRD, body: '' }),
  answer('UTF-8 in name and value', `${OK}X-\xe5\x90\x8d: \xe5\x80\xbc\r\n${SEVEN}`),
  answer('GBK in a value', `${OK}X-A: \xd6\xd0\xb9\xfa\r\n${SEVEN}`),
  answer('spaces before the colon', `${OK}X-A : a\r\nContent-Length : 3\r\n\r\nsuccess`),
  answer(
    'chunked with a space before the colon',
    `${OK}Transfer-Encoding : chunked\r\n\r\n7\r\nsuccess\r\n`,
    {
      body: '7\r\nsuccess\r\n',
    },
  ),
  answer('no space behind the colon', `${OK}Content-Length:7\r\n\r\nsuccess`),
  answer('no name', `${OK}: a\r\n${SEVEN}`),
  answer('a space within a name', `${OK}X A: a\r\n${SEVEN}`),
  answer('odd signs in a name', `${OK}X(A)<b>@: a\r\n${SEVEN}`),
  answer('a line without a colon', `${OK}garbage\r\n${SEVEN}`, { exit: WEIRD, body: '' }),
  answer('two status lines', OK + OK + SEVEN, { exit: WEIRD, body: '' }),
  answer('a header of 90 KB', `${OK}X-A: ${'a'.repeat(90_000)}\r\n${SEVEN}`),
  answer('a header of more than 100 KB', `${OK}X-A: ${'a'.repeat(103_000)}\r\n${SEVEN}`, {
    exit: 27,
    body: '',
  }),
  answer('290 KB of headers', `${OK}${`X-A: ${'a'.repeat(2900)}\r\n`.repeat(100)}${SEVEN}`),
  answer('400 KB of headers', `${OK}${`X-A: ${'a'.repeat(4000)}\r\n`.repeat(100)}${SEVEN}`, {
    exit: 56,
    body: '',
  }),
  answer('2000 headers', `${OK}${'X-A: a\r\n'.repeat(2000)}${SEVEN}`),
  answer('cut within its headers', 'HTTP/1.1 200 OK\r\nContent-Le', { body: '' }),
  answer('cut behind its headers', 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n', { exit: PARTIAL, body: '' }),
];

const LENGTHS = [
  answer('a length beside chunks', `${OK}Content-Length: 3\r\n${CHUNKED}7\r\nsuccess\r\n0\r\n\r\n`),
  answer(
    'chunks beside a length',
    `${OK}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n7\r\nsuccess\r\n0\r\n\r\n`,
  ),
  answer('no length', `${OK}\r\nsuccess`),
  answer('no length, kept open', `${OK}\r\nsuccess`, { exit: TIMED_OUT }, 'open'),
  answer('no length, reset', `${OK}\r\nsuccess`, { exit: RESET }, 'reset'),
  answer('a length, kept open', OK + SEVEN, {}, 'open'),
  answer('a length, reset behind it', OK + SEVEN, {}, 'reset'),
  answer('longer than the body', `${OK}Content-Length: 20\r\n\r\nsuccess`, { exit: PARTIAL }),
  answer('longer than the body, reset', `${OK}Content-Length: 20\r\n\r\nsuccess`, { exit: RESET }, 'reset'),
  answer(
    'longer than the body, kept open',
    `${OK}Content-Length: 9\r\n\r\nsuccess`,
    { exit: TIMED_OUT },
    'open',
  ),
  answer('shorter than the body', `${OK}Content-Length: 4\r\n\r\nsuccess`, { body: 'succ' }),
  answer('a body cut off', `${OK}Content-Length: 7\r\n\r\nsucc`, { exit: PARTIAL, body: 'succ' }),
  answer('none', `${OK}Content-Length: 0\r\n\r\nsuccess`, { body: '' }),
  answer('below zero', `${OK}Content-Length: -1\r\n\r\nsuccess`, { exit: WEIRD, body: '' }),
  answer('a word', `${OK}Content-Length: seven\r\n\r\nsuccess`, { exit: WEIRD, body: '' }),
  answer('in quotes', `${OK}Content-Length: "7"\r\n\r\nsuccess`, { exit: WEIRD, body: '' }),
  answer('left out', `${OK}Content-Length:\r\n\r\nsuccess`, { exit: WEIRD, body: '' }),
  answer('with letters behind', `${OK}Content-Length: 7bytes\r\n\r\nsuccess`),
  answer('with a plus', `${OK}Content-Length: +7\r\n\r\nsuccess`),
  answer('twice in a line', `${OK}Content-Length: 7, 7\r\n\r\nsuccess`),
  answer('twice', `${OK}Content-Length: 7\r\nContent-Length: 7\r\n\r\nsuccess`),
  answer('twice, the last one counts', `${OK}Content-Length: 9\r\nContent-Length: 7\r\n\r\nsuccess`),
  answer('beyond all numbers', `${OK}Content-Length: 99999999999999999999999\r\n\r\nsuccess`),
  answer('another answer behind', `${OK}${SEVEN}${OK}Content-Length: 4\r\n\r\nfail`),
];

const CHUNKS = [
  answer('two chunks', `${OK}${CHUNKED}4\r\nsucc\r\n3\r\ness\r\n0\r\n\r\n`),
  answer('chunked in capitals', `${OK}Transfer-Encoding: CHUNKED\r\n\r\n7\r\nsuccess\r\n0\r\n\r\n`),
  answer('chunked twice', `${OK}Transfer-Encoding: chunked\r\n${CHUNKED}7\r\nsuccess\r\n0\r\n\r\n`),
  answer('a chunk with an extension', `${OK}${CHUNKED}7;a=b\r\nsuccess\r\n0\r\n\r\n`),
  answer('spaces behind a size', `${OK}${CHUNKED}7  \r\nsuccess\r\n0\r\n\r\n`),
  answer('zeros before a size', `${OK}${CHUNKED}00000007\r\nsuccess\r\n0000\r\n\r\n`),
  answer('trailers', `${OK}${CHUNKED}7\r\nsuccess\r\n0\r\nX-A: b\r\n\r\n`),
  answer('no last chunk', `${OK}${CHUNKED}7\r\nsuccess\r\n`, { exit: PARTIAL }),
  answer('no last chunk, kept open', `${OK}${CHUNKED}7\r\nsuccess\r\n`, { exit: TIMED_OUT }, 'open'),
  answer('no last chunk, reset', `${OK}${CHUNKED}7\r\nsuccess\r\n`, { exit: RESET }, 'reset'),
  answer('cut right behind a chunk', `${OK}${CHUNKED}7\r\nsuccess`, { exit: PARTIAL }),
  answer('cut within the last chunk', `${OK}${CHUNKED}7\r\nsuccess\r\n0\r\n`, { exit: PARTIAL }),
  answer('a chunk shorter than its size', `${OK}${CHUNKED}20\r\nsuccess`, { exit: PARTIAL }),
  answer('a chunk cut off', `${OK}${CHUNKED}7\r\nsucc`, { exit: PARTIAL, body: 'succ' }),
  answer('a chunk longer than its size', `${OK}${CHUNKED}4\r\nsuccess\r\n0\r\n\r\n`, {
    exit: BAD_CHUNK,
    body: 'succ',
  }),
  answer('a space before a size', `${OK}${CHUNKED} 7\r\nsuccess\r\n0\r\n\r\n`, { exit: BAD_CHUNK, body: '' }),
  answer('a size of 21 digits', `${OK}${CHUNKED}${'0'.repeat(20)}7\r\nsuccess\r\n0\r\n\r\n`, {
    exit: BAD_CHUNK,
    body: '',
  }),
  answer('no size', `${OK}${CHUNKED}success`, { exit: BAD_CHUNK, body: '' }),
  answer('identity', `${OK}Transfer-Encoding: identity\r\n${SEVEN}`),
  answer('identity by another name', `${OK}Transfer-Encoding: none\r\n${SEVEN}`),
  answer('an unknown encoding of the transfer', `${OK}Transfer-Encoding: x-own\r\n\r\nsuccess`, {
    exit: 61,
    body: '',
  }),
];

const STATUSES = [
  answer('201', `HTTP/1.1 201 Created\r\n${SEVEN}`, { status: 201 }),
  answer('299', `HTTP/1.1 299 Odd\r\n${SEVEN}`, { status: 299 }),
  answer('205 with a body', `HTTP/1.1 205 Reset Content\r\n${SEVEN}`, { status: 205 }),
  answer('204', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '' }),
  answer('204 with a body', `HTTP/1.1 204 No Content\r\n${SEVEN}`, { status: 204, body: '' }),
  answer('304 with a body', `HTTP/1.1 304 Not Modified\r\n${SEVEN}`, { status: 304, body: '' }),
  answer('302', `HTTP/1.1 302 Found\r\nLocation: /\r\n${SEVEN}`, { status: 302 }),
  answer('401', `HTTP/1.1 401 Unauthorized\r\n${SEVEN}`, { status: 401 }),
  answer('500', `HTTP/1.1 500 Error\r\n${SEVEN}`, { status: 500 }),
  answer('999', `HTTP/1.1 999 Odd\r\n${SEVEN}`, { status: 999 }),
];

const GZIP = gzipSync('success');
const LONG_JSON = JSON.stringify({ ret_code: '0', ret_content: 'x'.repeat(6_000) });
const BLANK = '\r\n'.repeat(30_000);

const BODIES = [
  encoded('gzip', gzipSync('success')),
  encoded('x-gzip', gzipSync('success')),
  encoded('GZIP', gzipSync('success')),
  encoded('deflate', deflateSync('success')),
  encoded('deflate', deflateRawSync('success')),
  encoded('br', brotliCompressSync('success')),
  encoded('zstd', zstdCompressSync('success')),
  encoded('deflate, gzip', gzipSync(deflateSync('success'))),
  encoded('identity', Buffer.from('success')),
  encoded('gzip', gzipSync('success and more').subarray(0, 15), { body: 'succ' }),
  encoded('gzip', Buffer.concat([GZIP, Buffer.from('Notice: x')]), { exit: WRITE_FAILED }),
  encoded('gzip', Buffer.concat([GZIP.subarray(0, -8), Buffer.alloc(8)]), { exit: BAD_ENCODING }),
  answer('JSON of 6 KB', `${OK}\r\n${LONG_JSON}`, { body: LONG_JSON }),
  answer('behind 60 KB of white space', `${OK}\r\n${BLANK}success`, { body: `${BLANK}success` }),
  answer('in quotes', `${OK}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n"success"`, {
    body: '"success"',
  }),
  answer('with a BOM', `${OK}\r\n\xef\xbb\xbfsuccess`, { body: '\ufeffsuccess' }),
  answer('JSON, cut off', `${OK}Content-Length: 40\r\n\r\n{"ret_code":"0"`, {
    exit: PARTIAL,
    body: '{"ret_code":"0"',
  }),
];

export const ANSWERS: readonly AnswerBesideCurl[] = Object.entries({
  interim: INTERIM,
  lines: LINES,
  'status line': STATUS_LINES,
  headers: HEADERS,
  length: LENGTHS,
  chunks: CHUNKS,
  status: STATUSES,
  body: BODIES,
}).flatMap(([kind, answers]) => answers.map((one) => ({ ...one, name: `${kind}: ${one.name}` })));
