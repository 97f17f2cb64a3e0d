import { type ConsentKind, consentText, consentVersion } from '../../src/consents/texts.ts';
import type { Gateway } from './gateway/gateway.ts';

/** What a form has that was agreed to. */
export function agreed({ app }: Pick<Gateway, 'app'>, kind: ConsentKind): Record<string, string> {
  return {
    consent: '1',
    consent_version: consentVersion(kind, app.core.retention),
    consent_language: 'zh',
  };
}

/** The text that a payer of the sandbox's school agrees to. */
export function agreedText({ app }: Pick<Gateway, 'app'>, kind: ConsentKind) {
  return consentText(kind, 'zh', { school: '知校示范大学', retention: app.core.retention });
}
