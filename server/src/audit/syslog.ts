import { createSocket } from 'node:dgram';
import { hostname } from 'node:os';

/** Where a machine of the school's own collects what must not be rewritten. */
export interface SyslogPlace {
  readonly host: string;
  readonly port: number;
}

// facility 13 (log audit), severity 5 (notice)
const PRIORITY = 13 * 8 + 5;

/** Sends one message by UDP (RFC 5424, RFC 5426), without acknowledgement. */
export async function sendSyslog({ host, port }: SyslogPlace, at: Date, text: string): Promise<void> {
  const message = `<${PRIORITY}>1 ${at.toISOString()} ${hostname()} zhixiao-pay ${process.pid} audit-head - ${text}`;
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.send(message, port, host, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    socket.close();
  }
}
