import type { AppKeys, SealedRequest } from '@zhixiao/protocol/envelope';
import type { Shape } from '@zhixiao/protocol/fields';
import {
  orderCancelShape,
  orderCreateShape,
  orderQueryShape,
  orderRefundShape,
  refundQueryShape,
  userCardShape,
  userIdentityShape,
} from '@zhixiao/protocol/interfaces';
import { invoiceCreateShape, invoiceQueryShape } from '@zhixiao/protocol/invoice-fields';
import { type Finding, finding } from '@zhixiao/protocol/mistakes';
import { contentSteps, failed, passed, type RequestStep } from '@zhixiao/protocol/request-steps';

const SHAPES: Readonly<Record<string, Shape>> = {
  order_create: orderCreateShape,
  order_query: orderQueryShape,
  order_cancel: orderCancelShape,
  order_refund: orderRefundShape,
  refund_query: refundQueryShape,
  user_identity: userIdentityShape,
  user_card: userCardShape,
  piaoju_create: invoiceCreateShape,
  piaoju_query: invoiceQueryShape,
};

const STEPS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  body: ['读取正文', 'Reading the body'],
  signature: ['签名', 'Signature'],
  base64: ['base64', 'Base64'],
  decryption: ['解密', 'Decryption'],
  json: ['JSON', 'JSON'],
  fields: ['字段', 'Fields'],
};
const PASSED = ['通过', 'passed'] as const;
const FAILED = ['有误', 'failed'] as const;

/**
 * Goes through a pasted request with these keys, as the console's debugger does, and shows how it fares.
 * @param interfaceName undefined of a notification, whose fields are not checked
 */
export function checkPasted(
  pasted: string,
  keys: AppKeys,
  interfaceName: string | undefined,
  shown: HTMLElement,
  isEnglish: boolean,
): void {
  const language = isEnglish ? 1 : 0;
  const items = stepsOf(pasted, keys, interfaceName).map(({ step, outcome, findings }) => {
    const item = document.createElement('li');
    item.className = outcome;
    const name = document.createElement('b');
    name.textContent = `${STEPS[step]?.[language] ?? step} · ${(outcome === 'passed' ? PASSED : FAILED)[language]}`;
    item.append(name, ...findings.map((found) => line(found, isEnglish)));
    return item;
  });
  shown.replaceChildren(...items);
}

function line({ message, inEnglish, detail, detailInEnglish }: Finding, isEnglish: boolean): HTMLElement {
  const element = document.createElement('p');
  const more = (isEnglish ? detailInEnglish : undefined) ?? detail;
  element.textContent = `${isEnglish ? inEnglish : message}${more === undefined ? '' : `${isEnglish ? ': ' : '：'}${more}`}`;
  return element;
}

function stepsOf(pasted: string, keys: AppKeys, interfaceName: string | undefined): RequestStep<string>[] {
  const sent = fieldsOf(pasted.trim());
  const missing = Object.entries(sent).flatMap(([name, value]) =>
    value === '' ? [finding('field_missing', name)] : [],
  );
  if (missing.length > 0)
    return [failed('body', ...(missing.length === 3 ? [finding('body_unreadable')] : missing))];
  if (sent.id.trim() !== keys.appId) return [failed('body', finding('app_unknown', sent.id))];
  const param = sent.param.replaceAll(' ', '+');
  const plus = param === sent.param ? [] : [finding('plus_unescaped')];
  const request = { ...sent, param };
  const shape = interfaceName === undefined ? undefined : SHAPES[interfaceName];
  return [passed('body', ...plus), ...contentSteps([keys], { request, paramAsSent: sent.param, shape })];
}

function fieldsOf(text: string): SealedRequest {
  const read = text.startsWith('{') ? fromJson(text) : Object.fromEntries(new URLSearchParams(text));
  return { id: String(read.id ?? ''), param: String(read.param ?? ''), sign: String(read.sign ?? '') };
}

function fromJson(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
