import type { ConsentAsked } from '@zhixiao/contract/cashier/consent-view';
import { oneOf } from '@zhixiao/contract/schema';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../apps/app.ts';
import {
  CONSENT_KINDS,
  type ConsentKind,
  type ConsentText,
  consentText,
  consentVersion,
} from '../../consents/texts.ts';
import type { Core } from '../../core.ts';
import type { CashierFrontEnd } from './front-end.ts';
import { sendPlainPage } from './plain-page.ts';

const CONSENT_PARAMS = Type.Object({ kind: oneOf(CONSENT_KINDS) });

type ConsentApp = Pick<App, 'appId' | 'schoolName'>;

/** What a form asks its payer to agree to. */
export function askFor(core: Core, kind: ConsentKind, { appId }: ConsentApp): ConsentAsked {
  return { href: pathOf(appId, kind), version: consentVersion(kind, core.retention) };
}

/** What came back of it: the text that was agreed to, as it reads now. */
export type Agreement =
  | { readonly text: ConsentText }
  /** The box was not checked, or beside a text that reads otherwise by now. */
  | { readonly missing: 'consent' | 'text' };

export function agreementIn(
  core: Core,
  kind: ConsentKind,
  { schoolName: school }: ConsentApp,
  field: (name: string) => string | undefined,
): Agreement {
  if (field('consent') !== '1') return { missing: 'consent' };
  const language = field('consent_language') === 'en' ? 'en' : 'zh';
  const text = consentText(kind, language, { school, retention: core.retention });
  return field('consent_version') === text.version ? { text } : { missing: 'text' };
}

/** `/consent/{appid}/{kind}`: the texts that the forms of payers ask to agree to. */
export function consentPages(
  server: FastifyInstance,
  core: Core,
  frontEnd: CashierFrontEnd,
  sandboxUrl: string | undefined,
): void {
  server.get<{ Params: { appId: string; kind: ConsentKind } }>(
    '/consent/:appId/:kind',
    { schema: { params: CONSENT_PARAMS } },
    async (request, reply) => {
      const { appId, kind } = request.params;
      const app = await core.apps(appId);
      if (!app) return reply.notHere().callNotFound();
      return sendPlainPage(
        core,
        { request, reply },
        { path: pathOf(app.appId, kind), query: {}, brand: app.brand },
        (words) =>
          frontEnd.renderConsentPage({
            ...consentText(kind, words.language, { school: app.schoolName, retention: core.retention }),
            ...words,
            sandbox: sandboxUrl !== undefined,
            style: frontEnd.entry.style,
          }),
      );
    },
  );
}

function pathOf(appId: string, kind: ConsentKind): string {
  return `/consent/${encodeURIComponent(appId)}/${kind}`;
}
