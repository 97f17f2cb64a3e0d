import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { AppKeys } from '@zhixiao/protocol/envelope';

const run = promisify(execFile);
const CLIENTS = join(import.meta.dirname, '../../clients');
const DRIVERS = join(import.meta.dirname, 'drivers');

/** How a sample client is tried: by a driver in its language, which reads calls from its input and writes answers. */
export interface Language {
  readonly name: string;
  /** Runs where the language is installed. */
  readonly probe: readonly [program: string, ...args: string[]];
  /** Puts client and driver into an empty folder, if they are compiled; answers the command that runs the driver. */
  readonly prepare: (folder: string) => Promise<readonly string[]>;
}

export const LANGUAGES: readonly Language[] = [
  {
    name: 'PHP',
    probe: ['php', '-r', "exit(extension_loaded('openssl') ? 0 : 1);"],
    prepare: async () => ['php', join(DRIVERS, 'driver.php'), join(CLIENTS, 'php')],
  },
  {
    name: 'Java',
    probe: ['javac', '-version'],
    async prepare(folder) {
      const sources = [join(CLIENTS, 'java/ZhixiaoPay.java'), join(DRIVERS, 'Driver.java')];
      await run('javac', [
        '--release',
        '8',
        '-Xlint:-options',
        '-encoding',
        'UTF-8',
        '-d',
        folder,
        ...sources,
      ]);
      return ['java', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', folder, 'Driver'];
    },
  },
  {
    name: 'Python',
    probe: ['python3', '-c', 'import cryptography'],
    prepare: async () => ['python3', '-B', join(DRIVERS, 'driver.py'), join(CLIENTS, 'python')],
  },
  {
    name: 'Go',
    probe: ['go', 'version'],
    async prepare(folder) {
      await mkdir(join(folder, 'zhixiaopay'));
      await copyFile(join(CLIENTS, 'go/zhixiaopay.go'), join(folder, 'zhixiaopay/zhixiaopay.go'));
      await copyFile(join(DRIVERS, 'driver.go'), join(folder, 'main.go'));
      await writeFile(join(folder, 'go.mod'), 'module driver\n\ngo 1.18\n');
      await run('go', ['build', '-o', 'driver', '.'], { cwd: folder });
      return [join(folder, 'driver')];
    },
  },
  {
    name: 'Node',
    probe: [process.execPath, '--version'],
    prepare: async () => [process.execPath, join(DRIVERS, 'driver.mjs'), join(CLIENTS, 'node')],
  },
];

/** What a call came to: `ok`, or how it failed. */
type Answer = Readonly<Record<string, unknown>>;

/** A sample client that is running. */
export interface Client extends AsyncDisposable {
  call(name: string, given: string | object): Promise<Answer>;
}

const commands = new Map<string, Promise<{ folder: string; command: readonly string[] }>>();

/** Starts the driver of a language; what is compiled is compiled once. */
export async function startClient(
  language: Language,
  baseUrl: string,
  { appId, appSecret, aesKey, cipher }: Omit<AppKeys, 'cipher'> & { readonly cipher: string },
): Promise<Client> {
  const made = commands.get(language.name) ?? prepared(language);
  commands.set(language.name, made);
  const [program = '', ...args] = (await made).command;
  const child = spawn(program, [...args, baseUrl, appId, appSecret, aesKey, cipher], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async call(name, given) {
      child.stdin.write(`${JSON.stringify([name, given])}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the driver in ${language.name} has ended`);
      return JSON.parse(value) as Answer;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'close');
    },
  };
}

async function prepared(language: Language): Promise<{ folder: string; command: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-client-'));
  return { folder, command: await language.prepare(folder) };
}

/** Removes what was compiled. */
export async function removePrepared(): Promise<void> {
  for (const made of commands.values()) await rm((await made).folder, { recursive: true, force: true });
  commands.clear();
}
