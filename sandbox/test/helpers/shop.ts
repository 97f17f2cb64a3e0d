import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/** A merchant's page of another origin than the sandbox. */
export interface Shop extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts it, as strict about scripts as the cashier: it loads `bridge` from the sandbox and runs `script`, which
 * hands what the bridge answers to `tell`.
 */
export async function startShop(sandboxUrl: string, bridge: string, script: string): Promise<Shop> {
  const policy = `default-src 'none'; script-src 'nonce-n'; connect-src ${sandboxUrl}`;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', policy);
    response.end(`<!doctype html><html lang="zh-CN"><title>shop</title><p id="result"></p>
      <script nonce="n" src="${sandboxUrl}${bridge}"></script>
      <script nonce="n">
        const tell = (result) => { document.querySelector('#result').textContent = JSON.stringify(result); };
        ${script}
      </script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What the shop was told, as soon as it was. */
export async function resultOf(page: Page): Promise<Record<string, unknown>> {
  const result = page.locator('#result:not(:empty)');
  return JSON.parse((await result.textContent()) ?? '') as Record<string, unknown>;
}
