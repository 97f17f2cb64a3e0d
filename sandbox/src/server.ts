import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { clockRoutes } from './admin/clock-routes.ts';
import { faultRoutes } from './admin/fault-routes.ts';
import { recordRoutes } from './admin/record-routes.ts';
import { createClock } from './clock.ts';
import { EMULATORS } from './emulators.ts';
import { serveApi } from './exchange.ts';
import { createFaults } from './faults.ts';
import { createJournal } from './journal.ts';
import { type MakeKeyPair, newKeyPair } from './key-pair.ts';
import { phoneRoutes } from './phone/phone-routes.ts';
import { openStore } from './store.ts';
import { switchboardRoutes } from './switchboard/routes.ts';

/** What only tests change. */
export interface SandboxOptions {
  /** Where the platforms' keys come from, when the store has none. */
  readonly makeKeyPair?: MakeKeyPair;
  /** How long the channels wait for the answer to a callback; five seconds is what they document. */
  readonly answerWithinMs?: number;
  /** Where the admin API's compiled schemas come from. */
  readonly schemaController?: FastifyServerOptions['schemaController'];
}

/** The emulators with their admin API and phone, not yet listening; closing it closes the store. */
export async function createSandbox(
  dataDir: string,
  { makeKeyPair = newKeyPair, answerWithinMs = 5_000, schemaController }: SandboxOptions = {},
): Promise<FastifyInstance> {
  const store = openStore(dataDir);
  const clock = createClock(store);
  const faults = createFaults();
  const journal = createJournal(clock);
  const parts = { store, clock, faults, makeKeyPair, answerWithinMs };
  const emulators = EMULATORS.map((emulate) => emulate(parts));
  for (const { agendas } of emulators) for (const agenda of agendas) clock.add(agenda);

  const server = fastify({
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true } },
    ...(schemaController && { schemaController }),
  });
  server.addHook('onListen', async () => clock.wake());
  server.addHook('onClose', async () => {
    for (const emulator of emulators) emulator.stop();
    clock.stop();
    store.close();
  });

  const recorded = { faults, journal };
  for (const { paths, api } of emulators.flatMap(({ apis }) => apis)) {
    scoped(server, '', (scope) => serveApi(scope, paths, api, recorded));
  }
  scoped(server, '/__admin', (scope) => {
    clockRoutes(scope, clock);
    faultRoutes(scope, faults);
    recordRoutes(scope, store, journal);
    for (const emulator of emulators) emulator.admin(scope);
  });
  scoped(server, '', (scope) => switchboardRoutes(scope, { store, clock, faults, journal }));
  scoped(server, '', (scope) => {
    const phones = emulators.flatMap(({ phone }) => (phone ? [phone] : []));
    phoneRoutes(
      scope,
      phones.map(({ wallet }) => wallet),
    );
    for (const { bridge } of phones) bridge?.(scope);
  });
  await server.ready();
  return server;
}

/** A part of the server with body parsers of its own. */
function scoped(server: FastifyInstance, prefix: string, fill: (scope: FastifyInstance) => void): void {
  server.register(
    (scope, _options, done) => {
      fill(scope);
      done();
    },
    { prefix },
  );
}
