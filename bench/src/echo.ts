import { createServer } from 'node:http';
import { argv, stdout } from 'node:process';

/** A bare HTTP server that reads a body and says something of the usual length: the floor of every answer. */
const ANSWER = JSON.stringify({ ret_code: 0, ret_content: 'x'.repeat(192), sign: 'y'.repeat(32) });
const HEADERS = { 'content-type': 'application/json', 'content-length': String(ANSWER.length) };

createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, HEADERS).end(ANSWER));
}).listen(Number(argv[2]), '127.0.0.1', () => stdout.write('ready\n'));
