import { createServer } from 'node:http';
import { argv, stdout } from 'node:process';

/**
 * A partner that takes every notification: POST anything. GET /stats tells how many came and between which
 * instants (milliseconds of the machine's clock), and starts to count anew.
 */
let count = 0;
let firstAt = 0;
let lastAt = 0;

createServer((request, response) => {
  if (request.method === 'GET') {
    const stats = JSON.stringify({ count, firstAt, lastAt });
    if (request.url === '/reset') count = 0;
    response.end(stats);
    return;
  }
  request.resume();
  request.on('end', () => {
    lastAt = Date.now();
    if (count === 0) firstAt = lastAt;
    count += 1;
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '7' }).end('success');
  });
}).listen(Number(argv[2]), '127.0.0.1', () => stdout.write('ready\n'));
