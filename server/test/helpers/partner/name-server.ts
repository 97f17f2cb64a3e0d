import { createSocket } from 'node:dgram';

/** What a name server says about a name; `silent`: nothing, ever. */
export type NameAnswer =
  | { readonly a?: Records; readonly aaaa?: Records; readonly ttl?: number }
  | 'silent'
  | 'unknown';

type Records = readonly string[] | 'silent';

export interface NameServer extends AsyncDisposable {
  /** `address:port`, as resolvers take it. */
  readonly address: string;
  /** Questions heard so far, as `name TYPE`. */
  readonly received: readonly string[];
}

const TYPES: Readonly<Record<number, 'A' | 'AAAA'>> = { 1: 'A', 28: 'AAAA' };
const NAME_ERROR = 3;
const HEADER_BYTES = 12;
const DEFAULT_TTL = 60;

/** A name server on UDP that answers A and AAAA as it is told. */
export async function startNameServer(answerOf: (name: string) => NameAnswer): Promise<NameServer> {
  const received: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, type, questionEnd } = questionOf(query);
    received.push(`${name} ${type}`);
    const answer = answerOf(name);
    if (answer === 'silent') return;
    const records = answer === 'unknown' ? [] : ((type === 'A' ? answer.a : answer.aaaa) ?? []);
    if (records === 'silent') return;
    const ttl = answer === 'unknown' ? 0 : (answer.ttl ?? DEFAULT_TTL);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(query.readUInt16BE(0), 0);
    header.writeUInt16BE(0x8180 | (answer === 'unknown' ? NAME_ERROR : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    const question = query.subarray(HEADER_BYTES, questionEnd);
    const rows = records.map((address) => recordOf(address, type === 'A' ? 1 : 28, ttl));
    socket.send(Buffer.concat([header, question, ...rows]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    received,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function questionOf(query: Buffer): { name: string; type: string; questionEnd: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  return { name: labels.join('.').toLowerCase(), type: TYPES[type] ?? String(type), questionEnd: at + 5 };
}

function recordOf(address: string, type: number, ttl: number): Buffer {
  const data = type === 1 ? Buffer.from(address.split('.').map(Number)) : bytesOfIpv6(address);
  const head = Buffer.alloc(HEADER_BYTES);
  // the name of the question, by a pointer to it
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** Of an address that leaves out zeros at one place at most. */
function bytesOfIpv6(address: string): Buffer {
  const [front = '', back = ''] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const zeros = Array(8 - groups(front).length - groups(back).length).fill('0');
  const all = [...groups(front), ...(address.includes('::') ? zeros : []), ...groups(back)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
