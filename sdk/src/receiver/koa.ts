import type { NotificationHeaders } from '../notification.ts';
import { type BodySource, bodyOf, type Stream } from './body.ts';
import type { Receive } from './receive.ts';

/** What is used of Koa's context. */
export interface KoaContext {
  readonly method: string;
  readonly headers: NotificationHeaders;
  readonly req: Stream;
  readonly request: object;
  status: number;
  type: string;
  body: unknown;
}

export function receiveKoa(receive: Receive): (context: KoaContext) => Promise<void> {
  return async (context) => {
    const { method, headers, req, request } = context;
    const { status, text } = await receive({
      method,
      headers,
      body: () => bodyOf(request as BodySource, req),
    });
    context.status = status;
    context.type = 'text/plain; charset=utf-8';
    context.body = text;
  };
}
