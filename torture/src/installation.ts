import { join } from 'node:path';
import { type Random, randomOf } from '../../server/test/fuzz/random.ts';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { type PartnerEndpoint, startPartnerEndpoint } from './load/partner-endpoint.ts';
import { buildServer } from './processes/build-server.ts';
import { type KillableEmulators, startEmulators } from './processes/emulators.ts';
import { type GatewaySettings, startGateway } from './processes/gateway.ts';
import { type KeptAlive, keepAlive, type OnDeath } from './processes/keep-alive.ts';
import { type KillablePostgres, startPostgres } from './processes/postgres.ts';
import { startToxicProxy, type ToxicProxy } from './proxy/toxic-proxy.ts';
import { makeFolder, type State } from './state.ts';

/** The sides of the server on which the network can be ill. */
export const SIDES = ['database', 'channel', 'public', 'partner'] as const;
type Side = (typeof SIDES)[number];

/** Everything that runs: PostgreSQL, emulators, partner, api and worker, with a proxy on each side of these two. */
export interface Installation extends AsyncDisposable {
  readonly url: string;
  readonly notifyUrl: string;
  readonly postgres: KillablePostgres;
  readonly emulators: KillableEmulators;
  readonly endpoint: PartnerEndpoint;
  readonly proxies: Readonly<Record<Side, ToxicProxy>>;
  readonly servers: Readonly<Record<'api' | 'worker', KeptAlive>>;
  /** @throws Error with what the servers printed, when they do not come up */
  untilServing(): Promise<void>;
  /** Sets how far all clocks are ahead; one of a server can differ from it by `skew`. */
  setOffset(offsetMs: number): Promise<void>;
  /** How far single servers' clocks are off. Milliseconds. */
  readonly skew: Record<'api' | 'worker', number>;
}

interface InstallationOptions {
  readonly folder: string;
  readonly state: State;
  readonly mutant: string | undefined;
  /** Whether the folder of the database is a disk of its own. */
  readonly hasOwnDisk: boolean;
  readonly note: (line: string) => void;
  readonly onDeath: OnDeath;
}

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { folder, state, note } = options;
  await using starting = new AsyncDisposableStack();
  const random = randomOf(state.seed, 1_000_000_007);
  const program = await buildServer(options.mutant);
  const postgres = await startPostgres(
    { dataDir: makeFolder(join(folder, 'database')), hasOwnDisk: options.hasOwnDisk },
    note,
  );
  starting.defer(() => postgres.stop());
  const emulators = await startEmulators(makeFolder(join(folder, 'channels')), state.ports.sandbox);
  starting.defer(() => emulators.stop());
  const endpoint = starting.use(await startPartnerEndpoint(join(folder, 'partner.ndjson'), random));
  const apiPort = await freePort();
  const proxies = {
    database: starting.use(await startToxicProxy(() => postgres.port)),
    channel: starting.use(await startToxicProxy(() => emulators.port, state.ports.sandboxProxy)),
    public: starting.use(await startToxicProxy(() => apiPort, state.ports.publicProxy)),
    partner: starting.use(await startToxicProxy(() => endpoint.port, state.ports.notifyProxy)),
  };
  state.ports = {
    sandbox: emulators.port,
    sandboxProxy: proxies.channel.port,
    publicProxy: proxies.public.port,
    notifyProxy: proxies.partner.port,
  };
  const skew = { api: 0, worker: 0 };
  const settingsOf = (role: 'api' | 'worker', port: number, own: Random) => (): GatewaySettings => ({
    role,
    port,
    publicUrl: urlOf(proxies.public.port),
    databaseUrl: throughProxy(postgres.serverUrl, proxies.database.port),
    ownerUrl: postgres.ownerUrl,
    masterKey: state.masterKey,
    dataDir: makeFolder(join(folder, role)),
    // now and then so few that they are taken at once
    poolSize: own.chance(0.3) ? 2 : 10,
    program,
    torture: { sandboxUrl: urlOf(proxies.channel.port), offsetMs: state.offsetMs + skew[role] },
  });
  const serve = (role: 'api' | 'worker', port: number) =>
    starting.use(
      keepAlive(role, settingsOf(role, port, randomOf(state.seed, 2_000_000_003 + port)), startGateway, {
        note,
        onDeath: options.onDeath,
      }),
    );
  const servers = { api: serve('api', apiPort), worker: serve('worker', await freePort()) };
  const stack = starting.move();
  return {
    url: urlOf(proxies.public.port),
    notifyUrl: `${urlOf(proxies.partner.port)}/notify`,
    postgres,
    emulators,
    endpoint,
    proxies,
    servers,
    skew,
    async untilServing() {
      const what = 'both servers to be ready';
      await waitFor(() => servers.api.isReady && servers.worker.isReady, { what, timeoutMs: 60_000 }).catch(
        (cause: unknown) => {
          throw new Error(`${cause}:\n${servers.api.output()}${servers.worker.output()}`);
        },
      );
    },
    async setOffset(offsetMs) {
      state.offsetMs = offsetMs;
      for (const role of ['api', 'worker'] as const) servers[role].tell({ offsetMs: offsetMs + skew[role] });
      await emulators.setClock(offsetMs).catch(() => undefined);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function throughProxy(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.port = String(port);
  return url.href;
}
