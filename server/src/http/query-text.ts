import type { FastifyRequest } from 'fastify';
import { propertyOf } from '../lib/property-of.ts';

/** What an address says of something; undefined when it says nothing, or says it twice. */
export function queryText({ query }: Pick<FastifyRequest, 'query'>, name: string): string | undefined {
  const value = propertyOf(query, name);
  return typeof value === 'string' ? value : undefined;
}
