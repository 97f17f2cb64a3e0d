import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { VirtualClock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Journal } from '../journal.ts';
import { languageOf, readForm, sendPage } from '../phone/form.ts';
import type { Store } from '../store.ts';
import { violations } from '../violations.ts';
import { type FaultForm, ruleOf } from './form-rule.ts';
import { switchboardPage } from './page.ts';

const JOURNAL_SHOWN = 30;
const CSS = readFileSync(new URL('./switchboard.css', import.meta.url));

/** The switchboard for people: what `/__admin/faults` and `/__admin/clock` do, on a page. */
export function switchboardRoutes(
  server: FastifyInstance,
  parts: {
    readonly store: Store;
    readonly clock: VirtualClock;
    readonly faults: Faults;
    readonly journal: Journal;
  },
): void {
  const { store, clock, faults, journal } = parts;
  readForm(server);

  server.get('/switchboard/switchboard.css', async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(CSS),
  );

  server.get<{ Querystring: { lang?: string; invalid?: string } }>(
    '/switchboard',
    async ({ query }, reply) => {
      const state = {
        faults: faults.list(),
        now: clock.now(),
        offsetMs: clock.offsetMs,
        journal: journal.latest(JOURNAL_SHOWN),
        violations: violations(store),
      };
      return sendPage(reply, switchboardPage(languageOf(query.lang), state, query.invalid !== undefined));
    },
  );

  server.post<{ Body: FaultForm }>('/switchboard/faults', async ({ body }, reply) => {
    const rule = ruleOf(body);
    if (rule) faults.add(rule);
    return reply.redirect(`/switchboard?lang=${languageOf(body.lang)}${rule ? '' : '&invalid=1'}`, 303);
  });

  server.post<{ Body: FaultForm }>('/switchboard/clear', async ({ body }, reply) => {
    faults.clear();
    return reply.redirect(`/switchboard?lang=${languageOf(body.lang)}`, 303);
  });

  server.post<{ Body: FaultForm }>('/switchboard/clock', async ({ body }, reply) => {
    const offsetMs = Number(body.offset_ms);
    if (Number.isSafeInteger(offsetMs)) clock.move(offsetMs);
    return reply.redirect(`/switchboard?lang=${languageOf(body.lang)}`, 303);
  });
}
