import { escapeHtml } from '../render/escape.ts';
import { LANGUAGES, type Language } from '../render/language.ts';
import type { Page } from '../render/page.ts';
import { exampleOf, OPERATIONS, requestSchemaOf } from './open-api.ts';

const WORDS = {
  zh: {
    title: '调试',
    summary:
      '在浏览器里组装、签名、加密、发送一次调用，解释应答，取得 curl、SDK 和六种语言的代码；也能检查您的程序发出的请求错在哪里。',
    privacy:
      '> 密钥只在本页的内存里：签名和加密都在您的浏览器中完成，密钥不会保存，也不会发送给任何人；发送出去的只有请求本身。',
    call: '发起一次调用',
    check: '检查一个请求',
    checkNote:
      '贴上您的程序实际发出的正文（表单或 JSON）。用上面的密钥，逐步检查签名、加密和字段，并指出是哪一种常见错误。支付通知的正文也可以这样检查。',
    interface: '接口',
    cipher: '加密算法',
    content: '内容（JSON）',
    steps: '每一步的结果',
    signed: '签名原文（appsecret 以 *** 代替）',
    body: '发送的正文',
    send: '发送',
    answer: '应答',
    code: '这次调用的代码',
    pasted: '请求正文',
    kind: '这是',
    kinds: ['对上面所选接口的请求', '支付通知'],
    run: '检查',
    noScript: '本页需要 JavaScript。没有它时，请用 openssl 和 curl，见第一笔支付。',
    sandbox: '用沙箱的测试密钥',
  },
  en: {
    title: 'Debugger',
    summary:
      'Build, sign, encrypt and send a call in the browser, have the answer explained, and take it as code: curl, the SDK and six languages; or find out what is wrong with a request of your own program.',
    privacy:
      '> Keys stay in this page’s memory. Signing and encrypting happen in your browser; keys are neither kept nor sent to anybody. Nothing leaves but the request itself.',
    call: 'Make a call',
    check: 'Check a request',
    checkNote:
      'Paste the body that your program really sent, a form or JSON. With the keys above each step is tried, and a common mistake is named. The body of a notification can be checked as well.',
    interface: 'Interface',
    cipher: 'Cipher',
    content: 'Content (JSON)',
    steps: 'What each step gives',
    signed: 'Signed text (*** stands for appsecret)',
    body: 'Body as sent',
    send: 'Send',
    answer: 'Answer',
    code: 'This call in code',
    pasted: 'Body of the request',
    kind: 'This is',
    kinds: ['a request to the interface chosen above', 'a notification'],
    run: 'Check',
    noScript: 'This page needs JavaScript. Without it use openssl and curl, as in the first payment.',
    sandbox: 'Use the sandbox’s test keys',
  },
} as const satisfies Record<Language, object>;

type Words = (typeof WORDS)[Language];

const CALLED = OPERATIONS.filter(({ operationId }) => operationId !== 'notification');

export function debuggerPages(): Page[] {
  return LANGUAGES.map((language) => {
    const words = WORDS[language];
    return {
      language,
      path: 'debugger',
      title: words.title,
      summary: words.summary,
      markdown: [words.summary, words.privacy].join('\n\n'),
      html: form(words, language),
      script: 'debugger',
    };
  });
}

function form(words: Words, language: Language): string {
  const options = CALLED.map(({ operationId: name, summary, 'x-en': inEnglish }) => {
    const example = escapeHtml(JSON.stringify(exampleOf(requestSchemaOf(name)), null, 2));
    const label = language === 'en' ? inEnglish.summary : summary;
    return `<option id="${name}" value="${name}" data-example="${example}">${name} · ${escapeHtml(label)}</option>`;
  });
  return `<noscript><p>${words.noScript}</p></noscript>
<form id="debugger" class="debugger" autocomplete="off">
<h2 id="call">${words.call}</h2>
<p class="use-sandbox" hidden><button type="button" id="use-sandbox">${words.sandbox}</button></p>
<div class="fields">
${input('app-id', 'appid')}${input('app-secret', 'appsecret')}${input('aes-key', 'aes_key')}
<p><label for="cipher">${words.cipher}</label><select id="cipher"><option>aes-256-cbc</option><option>aes-128-cbc</option></select></p>
<p class="wide"><label for="interface">${words.interface}</label><select id="interface">${options.join('')}</select></p>
<p class="wide"><label for="content">${words.content}</label><textarea id="content" rows="10" spellcheck="false"></textarea></p>
</div>
<p id="content-problem" class="problem" role="status"></p>
<details class="steps"><summary>${words.steps}</summary>
${output('made-param', 'param')}${output('made-text', words.signed)}${output('made-sign', 'sign')}${output('made-body', words.body)}
</details>
<p class="actions"><button type="submit" class="primary" id="send" hidden>${words.send}</button></p>
<section id="answer" aria-label="${words.answer}" aria-live="polite"></section>
<h2 id="code">${words.code}</h2>
<div id="snippets"></div>
</form>
<form id="checker" class="debugger" autocomplete="off">
<h2 id="check">${words.check}</h2>
<p>${words.checkNote}</p>
<p><label for="kind">${words.kind}</label><select id="kind"><option value="request">${words.kinds[0]}</option><option value="notification">${words.kinds[1]}</option></select></p>
<p class="wide"><label for="pasted">${words.pasted}</label><textarea id="pasted" rows="5" spellcheck="false"></textarea></p>
<p class="actions"><button type="submit" class="primary">${words.run}</button></p>
<ol id="findings" aria-live="polite"></ol>
</form>`;
}

function input(id: string, label: string): string {
  return `<p><label for="${id}">${label}</label><input id="${id}" spellcheck="false" autocapitalize="off"></p>`;
}

function output(id: string, label: string): string {
  return `<div class="made"><b>${label}</b><pre tabindex="0"><code id="${id}"></code></pre></div>`;
}
