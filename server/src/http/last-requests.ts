import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A body that has not come whole, or that is no HTTP; nothing was done for its request. */
class BrokenBody extends Error {
  override readonly name = 'BrokenBody';
  readonly statusCode: number;
  constructor(statusCode: number) {
    super('the body of the request is broken');
    this.statusCode = statusCode;
  }
}

/** The last request of each connection whose head could be read. */
export interface LastRequests {
  /** For each request, as it comes. */
  note(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Leaves it to the last request's route to answer, and ends the connection behind its answer: bytes that are no HTTP stand in
   * its body, which then fails with that status unless it is answered already, or behind it. False: all that came before on this
   * connection is answered.
   */
  leaveTo(socket: Socket, statusCode: number): boolean;
}

export function lastRequests(): LastRequests {
  const last = new WeakMap<Socket, ServerResponse>();
  const left = new WeakSet<Socket>();
  return {
    note: (request, response) => void last.set(request.socket, response),
    leaveTo(socket, statusCode) {
      // the same trouble is reported again with each byte that follows, also while the answer is on its way
      if (left.has(socket)) return true;
      const response = last.get(socket);
      if (!response || (response.writableFinished && response.req.complete)) return false;
      left.add(socket);
      if (response.writableFinished) {
        // answered before its body had come: a second answer would be taken for the next request's
        socket.destroySoon();
        return true;
      }
      if (!response.headersSent) response.setHeader('connection', 'close');
      response.once('close', () => socket.destroySoon());
      if (!response.req.complete) failBody(response.req, new BrokenBody(statusCode));
      return true;
    },
  };
}

/** As a stream's error, for whoever reads the body: now, or once somebody begins to. */
function failBody(request: IncomingMessage, error: BrokenBody): void {
  if (request.listenerCount('error') > 0) return void request.emit('error', error);
  const isListenedTo = (event: string | symbol) => {
    if (event !== 'error') return;
    request.off('newListener', isListenedTo);
    process.nextTick(() => request.emit('error', error));
  };
  request.on('newListener', isListenedTo);
}
