import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isRequestSignedBy, openRequest } from '@zhixiao/protocol/envelope';
import { TEST_APP } from '@zhixiao/server/sandbox/seed';
import type { Random } from '../../../server/test/fuzz/random.ts';

/** What the partner knows of the notifications about one order. */
interface Told {
  /** Different contents that came; one is right. */
  readonly contents: Set<string>;
  /** Whether one was answered with success. */
  isAcknowledged: boolean;
}

/** The partner's endpoint with the partner's own record of what it was told, kept in a file. */
export interface PartnerEndpoint extends AsyncDisposable {
  readonly port: number;
  readonly told: ReadonlyMap<string, Told>;
  /** Whether it answers success to everything from now on. */
  isWell: boolean;
  /** Forms that were signed by nobody. */
  unsigned: number;
  /** Resolves when the next notification has come, which is never answered, or after so long. */
  holdNext(limitMs: number): Promise<void>;
}

export async function startPartnerEndpoint(file: string, random: Random): Promise<PartnerEndpoint> {
  const told = new Map<string, Told>();
  if (existsSync(file)) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line.endsWith(']')) take(told, ...(JSON.parse(line) as [string, string, boolean]));
    }
  }
  const record = openSync(file, 'a');
  let hold: (() => void) | undefined;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => undefined);
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const sealed = {
        id: form.get('id') ?? '',
        param: form.get('param') ?? '',
        sign: form.get('sign') ?? '',
      };
      if (!isRequestSignedBy(TEST_APP, sealed)) {
        endpoint.unsigned += 1;
        response.writeHead(400).end();
        return;
      }
      const content = openRequest(TEST_APP, sealed);
      const { out_trade_no: number } = JSON.parse(content) as { out_trade_no: string };
      const isHeld = hold !== undefined;
      const isSuccess = !isHeld && (endpoint.isWell || random.chance(0.75));
      take(told, number, content, isSuccess);
      writeSync(record, `${JSON.stringify([number, content, isSuccess])}\n`);
      hold?.();
      if (isHeld) return;
      if (isSuccess) response.end(random.chance(0.8) ? 'success' : '{"ret_code":"0"}');
      else misbehave(response, random);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: PartnerEndpoint = {
    port: (server.address() as AddressInfo).port,
    told,
    isWell: false,
    unsigned: 0,
    holdNext(limitMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(() => hold?.(), limitMs);
      hold = () => {
        clearTimeout(timer);
        hold = undefined;
        resolve();
      };
      return promise;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      closeSync(record);
    },
  };
  return endpoint;
}

function take(told: Map<string, Told>, number: string, content: string, isSuccess: boolean): void {
  const known = told.get(number) ?? { contents: new Set(), isAcknowledged: false };
  known.contents.add(content);
  known.isAcknowledged ||= isSuccess;
  told.set(number, known);
}

/** None of these is an acknowledgement. */
function misbehave(response: ServerResponse, random: Random): void {
  switch (random.pick(['status', 'silence', 'reset', 'words'] as const)) {
    case 'status':
      response.writeHead(500).end('success');
      return;
    case 'silence':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'words':
      response.end('fail');
  }
}
