import { expect, test } from 'vitest';
import { AnswerReader } from './answer-reader.ts';

function answersOf(chunks: readonly string[]): string[] {
  const answers: string[] = [];
  const reader = new AnswerReader(({ status, body }) => answers.push(`${status} ${body.toString()}`));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return answers;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello';
const EMPTY = 'HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n';

test('an answer is one however its bytes are cut', () => {
  for (let cut = 1; cut < OK.length; cut += 1) {
    expect(answersOf([OK.slice(0, cut), OK.slice(cut)])).toEqual(['200 hello']);
  }
});

test('an answer without a body ends with its head, and the next one begins there', () => {
  expect(answersOf([EMPTY, OK])).toEqual(['204 ', '200 hello']);
});

test('an answer of unknown length is refused, not guessed', () => {
  expect(() => answersOf(['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'])).toThrow(
    'content-length',
  );
});
