import type { FastifyInstance } from 'fastify';
import type { VirtualClock } from '../clock.ts';
import { object } from './schema.ts';

/** Reads and moves the emulators' time. */
export function clockRoutes(server: FastifyInstance, clock: VirtualClock): void {
  const state = () => {
    const nextAt = clock.nextAt();
    return {
      now: new Date(clock.now()).toISOString(),
      offset_ms: clock.offsetMs,
      next_at: nextAt === undefined ? null : new Date(nextAt).toISOString(),
    };
  };

  server.get('/clock', () => state());

  server.put<{ Body: { offset_ms: number } }>(
    '/clock',
    { schema: { body: object({ offset_ms: { type: 'integer' } }, ['offset_ms']) } },
    ({ body }) => {
      clock.move(body.offset_ms);
      return state();
    },
  );

  server.post<{ Body: { advance_ms: number } }>(
    '/clock',
    { schema: { body: object({ advance_ms: { type: 'integer', minimum: 0 } }, ['advance_ms']) } },
    ({ body }) => {
      clock.move(clock.offsetMs + body.advance_ms);
      return state();
    },
  );
}
