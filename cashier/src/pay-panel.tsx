import type { CashierDevice } from '@zhixiao/contract/codes/cashier';
import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { CopyLink } from './copy-link.tsx';
import { ChannelIcon } from './icons.tsx';
import { ScanCode } from './scan-code.tsx';
import { isBlocked, type Notice, type Session, type SessionState } from './session.ts';
import type { Texts } from './texts.ts';

interface PanelProps {
  readonly state: SessionState;
  readonly session: Session;
  readonly device: CashierDevice;
  readonly texts: Texts;
}

/**
 * How to pay, for an order that can be paid now: a code on a desktop, a button for each channel elsewhere. Where
 * wallets do not open, the way to where they do comes first.
 */
export function PayPanel({ state, session, device, texts }: PanelProps) {
  const { view, payment } = state;
  if (view.channels.length === 0) {
    return (
      <div class="panel">
        <CopyLink hint={texts.noChannel} texts={texts} />
      </div>
    );
  }
  const isDesktop = device === 'desktop';
  const elsewhere = texts.elsewhere[device];
  const isBetterElsewhere = device === 'wecom' || device === 'mini_program';
  return (
    <div class="panel">
      {elsewhere && isBetterElsewhere ? <CopyLink {...elsewhere} isMain texts={texts} /> : null}
      {isDesktop ? (
        <Tabs state={state} session={session} texts={texts} />
      ) : (
        <PayButtons
          state={state}
          session={session}
          texts={texts}
          label={isBetterElsewhere ? texts.showCode : texts.payWith}
          isMain={!isBetterElsewhere}
        />
      )}
      {isDesktop || payment?.kind === 'qr' ? (
        <ScanCode state={state} start={(channel) => void session.start(channel)} texts={texts} />
      ) : null}
      {payment?.kind === 'qr' && !isDesktop && !elsewhere ? (
        <CopyLink title={texts.onThisPhone} hint={texts.openIn[payment.channel]} texts={texts} />
      ) : null}
      {elsewhere && !isBetterElsewhere ? <CopyLink {...elsewhere} texts={texts} /> : null}
      <p class="notice" role="status">
        {state.notice ? wordsOf(state.notice, texts) : ''}
      </p>
      {payment ? (
        <button
          type="button"
          class="quiet"
          aria-disabled={state.busy !== undefined}
          onClick={() => session.check()}
        >
          {texts.alreadyPaid}
        </button>
      ) : null}
    </div>
  );
}

function wordsOf(notice: Notice, texts: Texts): string {
  return notice.kind === 'notice' ? texts.notices[notice.what] : texts.refused(notice);
}

type ChoiceProps = Omit<PanelProps, 'device'>;

/** Buttons keep the focus while they do nothing: they are only said to be disabled. */
function PayButtons(props: ChoiceProps & { label: Texts['payWith']; isMain: boolean }) {
  const { state, session, texts, label, isMain } = props;
  return (
    <>
      {state.view.channels.map((channel, index) => {
        const isPreparing = state.busy !== undefined && state.chosen === channel;
        return (
          <button
            key={channel}
            type="button"
            class={`pay ${channel}${isMain && index === 0 ? '' : ' other'}`}
            aria-disabled={isBlocked(state, channel)}
            onClick={() => void session.start(channel)}
          >
            <ChannelIcon channel={channel} />
            {isPreparing ? texts.preparing : label(texts.channel[channel])}
          </button>
        );
      })}
    </>
  );
}

function Tabs({ state, session, texts }: ChoiceProps) {
  const { channels } = state.view;
  if (channels.length < 2) return null;
  const choose = (channel: ChannelName) => {
    if (channel !== state.chosen || state.payment === undefined) void session.start(channel);
  };
  return (
    <fieldset class="tabs">
      <legend class="hidden">{texts.channels}</legend>
      {channels.map((channel) => (
        <button
          key={channel}
          type="button"
          class={`tab ${channel}`}
          aria-pressed={state.chosen === channel}
          aria-disabled={isBlocked(state, channel)}
          onClick={() => choose(channel)}
        >
          <ChannelIcon channel={channel} />
          {texts.channel[channel]}
        </button>
      ))}
    </fieldset>
  );
}
