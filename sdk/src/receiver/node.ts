import type { NotificationHeaders } from '../notification.ts';
import { type BodySource, bodyOf, type Stream } from './body.ts';
import type { Receive } from './receive.ts';

/** What is used of `http.IncomingMessage`, and of frameworks' requests on it. */
export interface NodeRequest extends BodySource, Stream {
  readonly method?: string | undefined;
  readonly headers: NotificationHeaders;
}

/** What is used of `http.ServerResponse`. */
export interface NodeResponse {
  shouldKeepAlive: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(text: string): unknown;
}

export function receiveNode(
  receive: Receive,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    const { method, headers } = request;
    const { status, text } = await receive({ method, headers, body: () => bodyOf(request, request) });
    response.shouldKeepAlive = status === 200;
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(text);
  };
}
