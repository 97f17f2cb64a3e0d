import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

const PATIENCE_MS = 10_000;

/** Sends bytes as they are and gives the last answer, once the server has closed the connection behind it. */
export function sendRaw(url: string, ...bytes: readonly (string | Buffer)[]): Promise<RawAnswer> {
  return send(url, bytes, false);
}

/** The same from a client that sends no more, and reads. */
export function sendCut(url: string, ...bytes: readonly (string | Buffer)[]): Promise<RawAnswer> {
  return send(url, bytes, true);
}

function send(url: string, bytes: readonly (string | Buffer)[], isCut: boolean): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const received: Buffer[] = [];
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer in time')));
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('end', () => resolve(readAnswer(Buffer.concat(received).toString('utf8'))));
    for (const part of bytes) socket.write(part);
    if (isCut) socket.end();
  });
}

/** One request with these header lines and this body, closed afterwards. */
export function postRaw(
  url: string,
  path: string,
  headers: readonly string[],
  body: string | Buffer,
): Promise<RawAnswer> {
  const content = Buffer.from(body);
  const lines = [`POST ${path} HTTP/1.1`, 'Host: gateway', 'Connection: close', ...headers];
  const head = `${[...lines, `Content-Length: ${content.length}`].join('\r\n')}\r\n\r\n`;
  return sendRaw(url, Buffer.concat([Buffer.from(head, 'latin1'), content]));
}

function readAnswer(text: string): RawAnswer {
  const [, interim = ''] = /^((?:HTTP\/1\.1 1\d\d .*?\r\n\r\n)*)/s.exec(text) ?? [];
  const answer = text.slice(interim.length);
  const end = answer.indexOf('\r\n\r\n');
  const headers = answer.slice(0, end);
  return { status: Number(headers.slice(9, 12)), headers, body: answer.slice(end + 4) };
}
