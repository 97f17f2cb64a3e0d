import { claimOf, isStrong } from '@zhixiao/protocol/profile-message';
import type { FastifyRequest } from 'fastify';
import { SIGN_IN_PATH } from '../apis/cashier/payer-identity.ts';
import { PARTNER_PREFIX } from '../apis/partner/partner-path.ts';
import { readParts } from '../apis/partner/read-parts.ts';
import { CALLBACK_HEALTH_PATH } from '../channels/callback-health.ts';
import { CALLBACK_PATH } from '../channels/callback-url.ts';
import { HINT_PATH } from '../invoices/invoice.ts';
import { propertyOf } from '../lib/property-of.ts';
import { LOGO_PATH } from '../schools/brand.ts';

/** What a request names that is of one shard. */
export interface Key {
  readonly name: string;
  /** One of ours, which tells the shard that has made it; undefined: a name, which tells nothing. */
  readonly number?: string;
}

/** How errors are answered that no shard has answered. */
type Words = 'partner' | 'callback' | 'cashier' | 'page';

/** An address of servers that a router has as well. */
export interface Routed {
  /** As the server declares it, or with all below it. */
  readonly url: string;
  readonly words: Words;
  /** Undefined, or what it answers: any shard will do. */
  readonly key?: (request: FastifyRequest) => Key | undefined | Promise<Key | undefined>;
}

/** Every address that is forwarded, and what finds its shard. What is not here is answered as what does not exist. */
export const ROUTED: readonly Routed[] = [
  { url: `${PARTNER_PREFIX}/*`, words: 'partner', key: appOfPartner },
  { url: CALLBACK_PATH, words: 'callback', key: named('channelAccountId') },
  { url: CALLBACK_HEALTH_PATH, words: 'callback' },
  { url: HINT_PATH, words: 'callback', key: named('invoiceAccountId') },
  { url: '/cashier-api/orders/:orderId', words: 'cashier', key: order },
  { url: '/cashier-api/orders/:orderId/payments', words: 'cashier', key: order },
  { url: '/cashier-api/orders/:orderId/check', words: 'cashier', key: order },
  { url: '/pay/orderId/:file', words: 'page', key: orderOfPage },
  { url: SIGN_IN_PATH, words: 'page', key: order },
  { url: '/pay/invoice/:orderId', words: 'page', key: order },
  { url: '/pay/invoice/:orderId/sign-in', words: 'page', key: order },
  { url: '/receipt/:code', words: 'page', key: named('code') },
  { url: '/invoice-files/:file', words: 'page', key: named('file') },
  { url: '/bind/:appId', words: 'page', key: named('appId') },
  { url: '/bind/:appId/sign-in/:channel', words: 'page', key: named('appId') },
  { url: '/bind/:appId/:channel', words: 'page', key: named('appId') },
  { url: '/bind/:appId/:channel/consent', words: 'page', key: named('appId') },
  { url: '/bind/:appId/:channel/unbind', words: 'page', key: named('appId') },
  { url: '/consent/:appId/:kind', words: 'page', key: named('appId') },
  { url: LOGO_PATH, words: 'page', key: named('file') },
  // named after what is in them: shards of two releases have different ones
  { url: '/cashier/assets/:name', words: 'page', key: named('name') },
  { url: '/docs', words: 'page' },
  { url: '/docs/installation.json', words: 'page' },
  { url: '/docs/*', words: 'page' },
];

/**
 * Addresses of servers that a router has not, with all below them: consoles, each at the address of its shard, and the
 * first page of a sandbox, which is about one installation.
 */
export const APART: readonly string[] = ['/console', '/console-api', '/landing'];

/** The app of a partner's request, read as the server reads it; undefined where that could not either. */
async function appOfPartner(request: FastifyRequest): Promise<Key | undefined> {
  if (isStrong(request.headers)) {
    const claim = claimOf(request.headers);
    return claim && { name: `appId:${claim.appId}` };
  }
  const parts = await readParts(request).catch(() => undefined);
  const appId = parts?.id?.trim();
  return appId ? { name: `appId:${appId}` } : undefined;
}

/** What a part of the address names. */
function named(part: string): (request: FastifyRequest) => Key {
  return ({ params }) => ({ name: `${part}:${propertyOf(params, part)}` });
}

function order({ params }: FastifyRequest): Key {
  return keyOfOrder(String(propertyOf(params, 'orderId')));
}

function orderOfPage({ params }: FastifyRequest): Key {
  return keyOfOrder(String(propertyOf(params, 'file')).replace(/\.html$/, ''));
}

function keyOfOrder(number: string): Key {
  return { name: `orderId:${number}`, number };
}
