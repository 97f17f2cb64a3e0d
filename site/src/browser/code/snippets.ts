import type { Call } from './call.ts';
import { csharp } from './csharp.ts';
import { curl } from './curl.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { node } from './node.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { sdk } from './sdk.ts';

/** The call as a whole program in each language: encrypt, sign, send, verify, decrypt. */
export const SNIPPETS: readonly { readonly label: string; readonly write: (call: Call) => string }[] = [
  { label: 'curl', write: curl },
  { label: 'SDK', write: sdk },
  { label: 'PHP', write: php },
  { label: 'Java', write: java },
  { label: 'Python', write: python },
  { label: 'Go', write: go },
  { label: 'C#', write: csharp },
  { label: 'Node', write: node },
];
