import type { Nothing } from './list.ts';

export type DebugStepName = 'body' | 'app' | 'signature' | 'base64' | 'decryption' | 'json' | 'fields';

/** How a request fared at one step. */
export interface DebugStepView {
  readonly step: DebugStepName;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Chinese, for whoever helps the partner; never a secret. */
  readonly findings: readonly { readonly message: string; readonly detail?: string }[];
}

export interface SignatureRoutes {
  'GET /signature-debugger': {
    readonly params: Nothing;
    readonly answer: { readonly interfaces: readonly string[] };
  };
  'POST /signature-debugger': {
    readonly params: { readonly body: string; readonly interfaceName?: string };
    readonly answer: { readonly steps: readonly DebugStepView[] };
  };
}
