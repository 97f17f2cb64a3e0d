import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { docsPages } from './pages.ts';

test('a production server’s documentation says its public address and nothing else of it', async () => {
  await using server = Fastify();
  docsPages(server, { publicUrl: 'https://pay.example.edu.cn' }, false);
  const get = (url: string, headers = {}) => server.inject({ url, headers });
  expect((await get('/docs/installation.json')).json()).toEqual({ publicUrl: 'https://pay.example.edu.cn' });
  const page = await get('/docs/guides/first-payment.html');
  expect(page.body).toContain('https://pay.example.edu.cn/pay_api/order_create');
  expect(page.body).not.toContain('127.0.0.1:8080');
  const index = (await get('/docs/llms.txt')).body;
  for (const [, file = ''] of index.matchAll(/\]\(([^)]+\.(?:md|txt))\)/g)) {
    const { statusCode, body } = await get(`/docs/${file}`);
    expect(statusCode, file).toBe(200);
    expect(body, file).not.toMatch(/weiweixiao|AD42F6697B035B75|127\.0\.0\.1:8080/);
    expect((await get(`/docs/${file.replace('.md', '.html')}`)).body, file).not.toMatch(
      /weiweixiao|AD42F6697B035B75/,
    );
  }
  // what is copied is as it is
  expect((await get('/docs/files/vectors.json')).body).toContain('weiweixiao');
  expect(page.headers['content-security-policy']).toContain("script-src 'self'; style-src 'self'");
  expect((await get('/docs/llms.txt', { 'accept-encoding': 'gzip' })).headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-type': 'text/plain; charset=utf-8',
  });
  expect((await get('/docs')).headers.location).toBe('docs/');
  // typed without its end
  expect((await get('/docs/en')).headers.location).toBe('en/');
  expect((await get('/docs/errors')).headers.location).toBe('errors.html');
  expect((await get('/docs/en/guides/refunds')).headers.location).toBe('refunds.html');
  for (const path of [
    '/docs/none.html',
    '/docs/../package.json',
    '/docs/%2e%2e/package.json',
    '/docs/assets',
    '/docs/none',
    '/docs/landing',
    '/docs/guides/',
  ]) {
    expect((await get(path)).statusCode, path).toBe(404);
  }
});
