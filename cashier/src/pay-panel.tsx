import { useState } from 'preact/hooks';
import { formatFee } from './format.ts';
import { QrCode } from './qr-code.tsx';
import type { Session } from './session.ts';
import type { Texts } from './texts.ts';
import type { CashierChannel, CashierDevice } from './view.ts';

/** How to pay, for an order that can be paid now. */
export function PayPanel({
  session,
  device,
  texts,
}: {
  session: Session;
  device: CashierDevice;
  texts: Texts;
}) {
  const { view, payment } = session;
  if (view.channels.length === 0) {
    return (
      <div class="panel">
        <p>{texts.noChannel}</p>
        <CopyLink texts={texts} />
      </div>
    );
  }
  const showsCode = payment?.kind === 'qr';
  return (
    <div class="panel">
      {device === 'desktop' ? (
        <Tabs session={session} texts={texts} />
      ) : (
        view.channels.map((channel) => (
          <button
            key={channel}
            type="button"
            class={`pay ${channel}`}
            disabled={session.busy}
            onClick={() => session.start(channel)}
          >
            {session.busy && session.chosen === channel
              ? texts.preparing
              : texts.payWith(texts.channel[channel])}
          </button>
        ))
      )}
      {showsCode && device !== 'desktop' ? <CopyLink texts={texts} hint={texts.openInWechat} /> : null}
      {showsCode || device === 'desktop' ? <Code session={session} device={device} texts={texts} /> : null}
      {payment ? (
        <button type="button" class="quiet" onClick={session.check}>
          {texts.alreadyPaid}
        </button>
      ) : null}
    </div>
  );
}

function Tabs({ session, texts }: { session: Session; texts: Texts }) {
  const { channels } = session.view;
  if (channels.length < 2) return null;
  return (
    <fieldset class="tabs">
      <legend class="hidden">{texts.channels}</legend>
      {channels.map((channel: CashierChannel) => (
        <button
          key={channel}
          type="button"
          class={`tab ${channel}`}
          aria-pressed={session.chosen === channel}
          disabled={session.busy}
          onClick={() => session.start(channel)}
        >
          {texts.channel[channel]}
        </button>
      ))}
    </fieldset>
  );
}

function Code({ session, device, texts }: { session: Session; device: CashierDevice; texts: Texts }) {
  const { payment, view } = session;
  if (payment?.kind !== 'qr') {
    return (
      <div class="code">
        <div class="qr placeholder" aria-hidden="true" />
        <p>{texts.preparing}</p>
      </div>
    );
  }
  const channel = texts.channel[payment.channel];
  return (
    <div class="code">
      {device === 'desktop' ? null : <p>{texts.otherPhone}</p>}
      <QrCode content={payment.codeUrl} label={texts.scanLabel(channel, formatFee(view.totalFee))} />
      <p>{texts.scan(channel)}</p>
      {payment.sandboxPhoneUrl === undefined ? null : (
        <a class="phone" href={payment.sandboxPhoneUrl} target="_blank" rel="noopener noreferrer">
          {texts.phone}
        </a>
      )}
    </div>
  );
}

function CopyLink({ texts, hint }: { texts: Texts; hint?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    const field = document.createElement('textarea');
    field.value = window.location.href;
    document.body.appendChild(field);
    field.select();
    // the only way to copy that old webviews and plain http know
    setCopied(document.execCommand('copy'));
    field.remove();
  };
  return (
    <div class="copy">
      {hint === undefined ? null : <p>{hint}</p>}
      <button type="button" class="secondary" onClick={copy}>
        {texts.copyLink}
      </button>
      <p role="status">{copied ? texts.copied : ''}</p>
    </div>
  );
}
