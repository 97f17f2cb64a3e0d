import { once } from 'node:events';
import type { Command } from '../command.ts';
import { given, givenAddress } from '../command.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { FORWARD_TO, text } from '../options.ts';
import { forward, RECEIVED, startRelay } from '../relay.ts';
import { showDelivery } from '../show-delivery.ts';
import { LISTEN_PORT } from './order.ts';

export const LISTEN_COMMAND: Command = {
  name: 'listen',
  takes: '',
  says: {
    zh: '在本机接收支付通知，验签、解密、显示，并原样转给您的业务系统；平台须能访问本机',
    en: 'take notifications on this machine, verify and show them, and pass them on as they came; the gateway must get here',
  },
  options: {
    'forward-to': FORWARD_TO,
    port: text('N', `端口，默认 ${LISTEN_PORT}`, `port, ${LISTEN_PORT} by default`),
    host: text('ADDRESS', '监听地址，默认 127.0.0.1', 'address to listen on, 127.0.0.1 by default'),
  },
  async run(run) {
    const { terminal, settings } = run;
    const target = givenAddress(run, 'forward-to');
    const port = Number(given(run, 'port') ?? LISTEN_PORT);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new CommandError('--port 0–65535', EXIT.usage);
    const at = { host: given(run, 'host') ?? '127.0.0.1', port };
    const relay = await startRelay(
      settings,
      at,
      async (received) => (target === undefined ? RECEIVED : forward(target, received)),
      (delivery) => showDelivery(terminal, delivery),
    );
    const to =
      target ?? terminal.say({ zh: '不转发，直接应答 success', en: 'nowhere; success is answered here' });
    terminal.entry(
      terminal.say({
        zh: `通知地址 ${relay.url}（order create 默认用它）→ ${to}。按 Ctrl-C 停止`,
        en: `notify_url ${relay.url} (the default of order create) → ${to}. Ctrl-C stops`,
      }),
      { listening: relay.url, forward_to: target },
    );
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await relay.close();
    return EXIT.done;
  },
};
