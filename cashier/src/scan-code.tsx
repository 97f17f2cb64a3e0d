import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { formatAmount } from './format.ts';
import { QrCode } from './qr-code.tsx';
import type { SessionState } from './session.ts';
import type { Texts } from './texts.ts';

/** The code to scan, or its place while it is being fetched, or the way to a new one. */
export function ScanCode(props: {
  state: SessionState;
  start: (channel: ChannelName) => void;
  texts: Texts;
}) {
  const { payment, view, chosen, busy, notice, trouble } = props.state;
  const { texts } = props;
  if (payment?.kind === 'qr') {
    const { channel, codeUrl, sandboxPhoneUrl } = payment;
    return (
      <div class={`code ${channel}`}>
        <QrCode
          content={codeUrl}
          label={texts.scanLabel(texts.channel[channel], formatAmount(view.totalAmount))}
        />
        <p class="scan">{texts.scan[channel]}</p>
        {sandboxPhoneUrl === undefined ? null : (
          <a class="phone" href={sandboxPhoneUrl} target="_blank" rel="noopener noreferrer">
            {texts.phone}
          </a>
        )}
      </div>
    );
  }
  const hasFailed = busy === undefined && (trouble !== undefined || notice?.kind === 'refused');
  return (
    <div class="code">
      <div class="qr placeholder">
        {hasFailed && chosen ? (
          <>
            <p>{texts.codeFailed}</p>
            <button type="button" class="secondary" onClick={() => props.start(chosen)}>
              {texts.newCode}
            </button>
          </>
        ) : (
          <p>{texts.preparing}</p>
        )}
      </div>
    </div>
  );
}
