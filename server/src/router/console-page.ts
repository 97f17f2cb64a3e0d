import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendWords } from '../http/error-page.ts';

/**
 * Where the console was before there were shards: the addresses of theirs, if people who do not know them are to be told. They
 * say nothing of the schools behind them.
 */
export function consoleAddresses(server: FastifyInstance, consoleUrls: readonly string[]): void {
  if (consoleUrls.length === 0) return;
  const links = consoleUrls.map((url) => `<a href="${url}/console/">${url}/console/</a>`);
  const sendAddresses = (reply: FastifyReply) =>
    sendWords(
      reply,
      '请从贵校的控制台地址进入',
      "Please open your school's console. Your administrator knows which of these it is.",
      links.join(''),
    );
  server.get('/console', (_request, reply) => sendAddresses(reply));
  server.get('/console/*', (_request, reply) => sendAddresses(reply));
}
