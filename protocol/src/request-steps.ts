import { DecryptError } from './cipher.ts';
import { explainDecryption, explainEncoding } from './decryption-mistakes.ts';
import { type AppKeys, isRequestSignedBy, openRequest, type SealedRequest } from './envelope.ts';
import { FieldError, readFields, type Shape } from './fields.ts';
import { parseBoundedJson } from './json.ts';
import { type Finding, finding, type Mistake } from './mistakes.ts';
import { explainSignature } from './signature-mistakes.ts';

/** What a request goes through once its app is known, in order. */
type ContentStepName = 'signature' | 'base64' | 'decryption' | 'json' | 'fields';

/** How a request fared at one step. A step that an earlier failure keeps from being tried is skipped. */
export interface RequestStep<Name extends string = ContentStepName> {
  readonly step: Name;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly findings: readonly Finding[];
}

/** What is known of a request that is looked at. */
export interface LookedAt {
  readonly request: SealedRequest;
  /** `param` before a "+" that had become a space was restored. */
  readonly paramAsSent: string;
  /** The fields of the interface that it was for, if that is known. */
  readonly shape: Shape | undefined;
}

/**
 * From the signature on, as far as they are come to. Unlike a gateway it does not end at a wrong signature, as long as
 * only somebody with the app's secrets can have made it: what anybody can sign is not decrypted, or whoever looks would
 * have a padding oracle, and with it the key. Says nothing of secrets, nor of what the request says.
 * @param keys those that are valid, the app's present ones first
 */
export function contentSteps(
  keys: readonly AppKeys[],
  { request, paramAsSent, shape }: LookedAt,
): RequestStep[] {
  const signed = keys.find((each) => isRequestSignedBy(each, request));
  const opened = opening(signed ? [signed] : keys, request);
  const signature = signatureStep(keys, signed, request, paramAsSent, opened?.text);
  const steps = [signature];
  const encoding = explainEncoding(request.param);
  if (encoding) return [...steps, failed('base64', encoding)];
  steps.push(passed('base64'));
  if (signature.findings.some(({ mistake }) => ANYBODYS.includes(mistake))) return steps;
  if (!opened) return [...steps, failed('decryption', explainDecryption(keys, request.param))];
  steps.push(passed('decryption'));
  return [...steps, ...textSteps(shape, opened.text)];
}

/** What signatures are found to be that anybody could have made. */
const ANYBODYS: readonly Mistake[] = ['secret_missing', 'sign_not_hex', 'sign_unexplained'];

function signatureStep(
  keys: readonly AppKeys[],
  signed: AppKeys | undefined,
  request: SealedRequest,
  paramAsSent: string,
  plain: string | undefined,
): RequestStep {
  if (signed && signed === keys[0]) return passed('signature');
  if (signed) return passed('signature', finding('next_keys_used'));
  const explained = keys.map((each) => explainSignature(each, request, paramAsSent, plain));
  const specific =
    explained.find(({ mistake }) => !ANYBODYS.includes(mistake)) ??
    explained.find(({ mistake }) => mistake !== 'sign_unexplained');
  return failed('signature', specific ?? finding('sign_unexplained'));
}

function opening(keys: readonly AppKeys[], request: SealedRequest): { text: string } | undefined {
  for (const one of keys) {
    try {
      return { text: openRequest(one, request) };
    } catch (error) {
      if (!(error instanceof DecryptError)) throw error;
    }
  }
  return undefined;
}

/** The steps from the decrypted text on. */
export function textSteps(shape: Shape | undefined, text: string): RequestStep[] {
  const parsed = parsing(text);
  if ('mistake' in parsed) return [failed('json', parsed)];
  return [passed('json'), ...fieldsStep(shape, parsed.content)];
}

function fieldsStep(shape: Shape | undefined, content: unknown): RequestStep[] {
  if (!shape) return [];
  try {
    readFields(shape, content);
    return [passed('fields')];
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return [failed('fields', finding('field_wrong', error.message, error.field))];
  }
}

function parsing(text: string): { content: unknown } | Finding {
  try {
    const content = parseBoundedJson(text);
    return typeof content === 'string' ? finding('json_twice') : { content };
  } catch {
    if (/^\s*\{\s*'/.test(text)) return finding('json_quotes');
    return finding(/^[\w.[\]]+=/.test(text) ? 'json_is_form' : 'json_unexplained');
  }
}

export function passed<Name extends string>(step: Name, ...findings: Finding[]): RequestStep<Name> {
  return { step, outcome: 'passed', findings };
}

export function failed<Name extends string>(step: Name, ...findings: Finding[]): RequestStep<Name> {
  return { step, outcome: 'failed', findings };
}
