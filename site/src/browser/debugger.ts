import { type AppKeys, type SealedRequest, sealRequest } from '@zhixiao/protocol/envelope';
import { checkPasted } from './check-request.ts';
import { sendCall } from './send-call.ts';
import { showSnippets } from './show-snippets.ts';

/** What the server says of itself; a static copy of the site has no such file. */
interface Installation {
  readonly publicUrl: string;
  /** The test app, in sandbox mode only. */
  readonly sandbox?: AppKeys;
}

const { root = './', language = 'zh' } = document.body.dataset;
const isEnglish = language === 'en';
/** For a static copy of the site, which is nobody's gateway. */
const SOME_ADDRESS = 'https://pay.example.edu.cn';

const field = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const appId = field<HTMLInputElement>('app-id');
const appSecret = field<HTMLInputElement>('app-secret');
const aesKey = field<HTMLInputElement>('aes-key');
const cipher = field<HTMLSelectElement>('cipher');
const chosen = field<HTMLSelectElement>('interface');
const content = field<HTMLTextAreaElement>('content');
const problem = field('content-problem');
const send = field<HTMLButtonElement>('send');

let installation: Installation | undefined;
/** What would be sent; undefined while a field is not filled in as it must be. */
let made: SealedRequest | undefined;

void start();

async function start(): Promise<void> {
  const named = location.hash.slice(1);
  if ([...chosen.options].some(({ value }) => value === named)) chosen.value = named;
  showExample();
  chosen.addEventListener('change', showExample);
  for (const each of [appId, appSecret, aesKey, cipher, content]) each.addEventListener('input', make);
  field('debugger').addEventListener('submit', (event) => {
    event.preventDefault();
    if (made)
      void sendCall(`${root}../pay_api/${chosen.value}`, made, keys(), field('answer'), language, root);
  });
  field('checker').addEventListener('submit', (event) => {
    event.preventDefault();
    const { value } = field<HTMLTextAreaElement>('pasted');
    const isNotification = field<HTMLSelectElement>('kind').value === 'notification';
    const called = isNotification ? undefined : chosen.value;
    checkPasted(value, keys(), called, field('findings'), isEnglish);
  });
  installation = await fetchInstallation();
  send.hidden = installation === undefined;
  const { sandbox } = installation ?? {};
  if (sandbox) {
    const button = field<HTMLButtonElement>('use-sandbox');
    (button.parentElement as HTMLElement).hidden = false;
    button.addEventListener('click', () => useKeys(sandbox));
    if (appId.value === '') useKeys(sandbox);
  }
  make();
}

async function fetchInstallation(): Promise<Installation | undefined> {
  try {
    const answer = await fetch(`${root}installation.json`);
    return answer.ok ? ((await answer.json()) as Installation) : undefined;
  } catch {
    return undefined;
  }
}

function useKeys(given: AppKeys): void {
  appId.value = given.appId;
  appSecret.value = given.appSecret;
  aesKey.value = given.aesKey;
  cipher.value = given.cipher;
  make();
}

/** The example of the interface, with numbers that nobody has used. */
function showExample(): void {
  const example = chosen.selectedOptions[0]?.dataset.example ?? '{}';
  const fields = JSON.parse(example) as Record<string, unknown>;
  if (chosen.value === 'order_create') {
    // a plain order: paid on the cashier's page
    for (const name of ['openid', 'pay_type', 'piaoju', 'return_url']) delete fields[name];
    fields.out_trade_no = `E${Date.now()}`;
  }
  if (chosen.value === 'piaoju_create') for (const name of ['zx_order_no', 'pay_type']) delete fields[name];
  if (chosen.value === 'piaoju_query') delete fields.zx_order_no;
  if (chosen.value === 'refund_query') delete fields.refund_id;
  content.value = JSON.stringify(fields, null, 2);
  make();
}

function keys(): AppKeys {
  return {
    appId: appId.value.trim(),
    appSecret: appSecret.value.trim(),
    aesKey: aesKey.value.trim(),
    cipher: cipher.value as AppKeys['cipher'],
  };
}

/** Seals what is filled in, and shows each step. */
function make(): void {
  const given = keys();
  const parsed = parsedContent();
  problem.textContent =
    parsed === undefined ? (isEnglish ? 'The content is no JSON object' : '内容不是 JSON 对象') : '';
  made = parsed && given.appId !== '' ? sealed(given, parsed) : undefined;
  send.disabled = made === undefined;
  field('made-param').textContent = made?.param ?? '';
  field('made-text').textContent = made ? `${made.id}${made.param}***` : '';
  field('made-sign').textContent = made?.sign ?? '';
  field('made-body').textContent = made ? new URLSearchParams({ ...made }).toString() : '';
  showSnippets(field('snippets'), isEnglish, {
    baseUrl: installation?.publicUrl ?? SOME_ADDRESS,
    keys: given,
    interfaceName: chosen.value,
    content: JSON.stringify(parsed ?? {}),
  });
}

function parsedContent(): object | undefined {
  try {
    const parsed: unknown = JSON.parse(content.value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function sealed(given: AppKeys, parsed: object): SealedRequest | undefined {
  try {
    return sealRequest(given, parsed);
  } catch {
    problem.textContent = isEnglish
      ? 'aes_key does not have the length that the cipher needs (32 characters)'
      : 'aes_key 的长度不符（应为 32 个字符）';
    return undefined;
  }
}
