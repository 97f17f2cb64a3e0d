import type { FastifyInstance } from 'fastify';
import type { Journal } from '../journal.ts';
import type { Store } from '../store.ts';
import { violations } from '../violations.ts';
import { object } from './schema.ts';

/** What was asked of the emulators, and what should never have been. */
export function recordRoutes(server: FastifyInstance, store: Store, journal: Journal): void {
  server.get<{ Querystring: { since?: string } }>(
    '/journal',
    { schema: { querystring: object({ since: { type: 'string', pattern: '^[0-9]+$' } }) } },
    ({ query }) => journal.since(Number(query.since ?? 0)),
  );
  server.get('/violations', () => violations(store));
}
