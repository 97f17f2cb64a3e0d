import type { AddressInfo } from 'node:net';
import type { MakeKeyPair } from '@zhixiao/sandbox/key-pair';
import { recycledKeyPairs } from '../../../../sandbox/test/helpers/key-pairs.ts';
import { newSandbox } from '../../../../sandbox/test/helpers/new-sandbox.ts';
import { patience } from '../../../../test/helpers/patience.ts';

/** The emulators on a port of their own, in this process: one of their own for each takes a second to start. */
export async function startEmulators(
  makeKeyPair: MakeKeyPair = recycledKeyPairs(),
): Promise<{ url: string } & AsyncDisposable> {
  const server = await newSandbox({ makeKeyPair, answerWithinMs: patience(5_000) });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server.close() };
}
