import { chown, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverAccount } from '../../postgres/src/program.ts';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import { PROGRAMS, startProgram } from './programs.ts';

const FILES = join(import.meta.dirname, '..', '..', 'packaging', 'high-availability');
const ETCD_MEMBERS = 3;

/** Three members of etcd on loopback, by the file of the set-up; answers where clients reach them. */
export async function startEtcd(folder: string, starting: AsyncDisposableStack): Promise<string[]> {
  const members = [];
  for (let number = 1; number <= ETCD_MEMBERS; number += 1)
    members.push({
      name: `etcd${number}`,
      peer: `127.0.0.1:${await freePort()}`,
      client: `127.0.0.1:${await freePort()}`,
    });
  const initial = members.map(({ name, peer }) => `${name}=http://${peer}`).join(',');
  for (const { name, peer, client } of members) {
    const environment = {
      ...(await example('etcd.env.example')),
      ETCD_NAME: name,
      ETCD_DATA_DIR: join(await ownedFolder(join(folder, name)), 'data'),
      ETCD_LISTEN_PEER_URLS: `http://${peer}`,
      ETCD_LISTEN_CLIENT_URLS: `http://${client}`,
      ETCD_INITIAL_ADVERTISE_PEER_URLS: `http://${peer}`,
      ETCD_ADVERTISE_CLIENT_URLS: `http://${client}`,
      ETCD_INITIAL_CLUSTER: initial,
    };
    const child = await startProgram(PROGRAMS.etcd, [], {
      environment,
      logFile: join(folder, `${name}.log`),
    });
    starting.defer(() => void child.kill('SIGKILL'));
  }
  return members.map(({ client }) => client);
}

/** The settings of a file of the set-up, as systemd reads it. */
export async function example(name: string): Promise<Record<string, string>> {
  const text = await readFile(join(FILES, name), 'utf8');
  return Object.fromEntries(
    [...text.matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
  );
}

/** A new folder of the account that PostgreSQL runs as. */
export async function ownedFolder(path: string): Promise<string> {
  await mkdir(path, { mode: 0o700 });
  const account = await serverAccount();
  if (account) await chown(path, account.uid, account.gid);
  return path;
}
