/* What the wallets' bridges share: the sheet with a bill, and the words on it. */
(() => {
  const isChinese = (document.documentElement.lang || 'zh').startsWith('zh');
  const SHEET_WORDS = isChinese
    ? { confirm: '确认支付', refuse: '拒绝支付（余额不足）', cancel: '取消', merchant: '商户' }
    : {
        confirm: 'Confirm payment',
        refuse: 'Refuse (no money left)',
        cancel: 'Cancel',
        merchant: 'Merchant',
      };

  const SHEET_CSS = `
    dialog { box-sizing: border-box; width: min(375px, 100vw); max-width: none; margin: auto auto 0; padding: 20px 16px 24px; border: 0;
      border-radius: 16px 16px 0 0; background: #fff; color: #191919; text-align: center;
      font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
    dialog::backdrop { background: rgb(0 0 0 / 55%); }
    h2 { margin: 0; font-size: 16px; }
    p { margin: 4px 0; overflow-wrap: anywhere; }
    .amount { font-size: 40px; font-weight: 600; }
    button { display: block; box-sizing: border-box; width: 100%; min-height: 48px; margin-top: 12px;
      border: 1px solid #c4c7ca; border-radius: 8px; background: #fff; color: inherit; font: inherit; }
    .primary { border-color: var(--brand); background: var(--brand); color: #fff; font-weight: 600; }
    :focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px; }`;

  async function ask(endpoint, action, parameters) {
    try {
      const body = new URLSearchParams({ ...parameters, action });
      return await (await fetch(endpoint, { method: 'POST', body })).json();
    } catch {
      return { ok: false, message: 'network' };
    }
  }

  function element(name, text, className = '') {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  }

  /** Shows the bill; resolves with what the payer pressed. */
  function confirmation(bill, { title, brand }) {
    const host = document.body.appendChild(document.createElement('div'));
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host { --brand: ${brand} } ${SHEET_CSS}`);
    root.adoptedStyleSheets = [sheet];
    const dialog = root.appendChild(document.createElement('dialog'));
    dialog.setAttribute('aria-label', title);
    dialog.append(
      element('h2', title),
      element('p', `${SHEET_WORDS.merchant} ${bill.merchant}`),
      element('p', bill.amount, 'amount'),
      element('p', bill.description),
    );
    return new Promise((resolve) => {
      for (const [action, className] of [['confirm', 'primary'], ['refuse'], ['cancel']]) {
        const button = element('button', SHEET_WORDS[action], className);
        button.addEventListener('click', () => dialog.close(action));
        dialog.append(button);
      }
      dialog.addEventListener('close', () => {
        host.remove();
        resolve(dialog.returnValue || 'cancel');
      });
      dialog.showModal();
    });
  }

  /** The whole of it: how it ended, and why when it failed. */
  window.payBySheet = async (endpoint, parameters, look) => {
    const bill = await ask(endpoint, 'show', parameters);
    if (!bill.ok) return { end: 'fail', message: bill.message };
    const choice = await confirmation(bill, look);
    if (choice === 'cancel') return { end: 'cancel' };
    const result = await ask(endpoint, choice === 'confirm' ? 'pay' : 'refuse', parameters);
    return result.ok ? { end: 'ok' } : { end: 'fail', message: result.message };
  };
})();
