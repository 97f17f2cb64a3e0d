import type { SheetView } from '@zhixiao/contract/console/settlement';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { useMay, useSession } from '../../session/session.tsx';
import { WORDS } from './sheet-words.ts';

type Step = 'lock' | 'propose' | 'confirm';

/** The next step of whoever looks at a sheet: locks it alone, or proposes it, takes that back, or confirms another's. */
export function SheetLock({ sheet, onChanged }: { sheet: SheetView; onChanged: (sheet: SheetView) => void }) {
  const words = useWords(WORDS);
  const may = useMay();
  const { account } = useSession();
  const [step, setStep] = useState<Step>();
  const { appId, appName, month, lock, proposal, needsTwo, total, version } = sheet;
  const take = async (name: Step | 'withdraw') =>
    onChanged(
      name === 'confirm'
        ? await call(`POST /settlement/sheets/:appId/:month/${name}`, { appId, month, version })
        : await call(`POST /settlement/sheets/:appId/:month/${name}`, { appId, month }),
    );
  const withdrawing = useAction(async () => take('withdraw'));
  if (lock) return null;
  const isOwn = proposal?.by === account;
  // what was proposed is no more: whoever may propose does it again
  const isProposed = proposal !== undefined && !proposal.isChanged;
  const offered: Step | undefined = isProposed
    ? !isOwn && may('reconciliation.approve')
      ? 'confirm'
      : undefined
    : !may('settlement.lock')
      ? undefined
      : needsTwo
        ? 'propose'
        : 'lock';
  return (
    <>
      <RefusalAlert error={withdrawing.error} />
      {proposal?.isChanged && <span className="note">{words.changed}</span>}
      {isOwn && (
        <>
          {isProposed && <span className="note">{words.own}</span>}
          <Button onClick={withdrawing.run} loading={withdrawing.isBusy}>
            {words.withdraw}
          </Button>
        </>
      )}
      {offered && (
        <Button type="primary" onClick={() => setStep(offered)}>
          {words[offered]}
        </Button>
      )}
      <ConfirmWithReason
        title={words.lockTitle(appName, month)}
        isOpen={step !== undefined}
        isDangerous={step !== 'propose'}
        asksReason={false}
        {...(step && step !== 'lock' ? { okText: words[step] } : {})}
        onConfirm={async () => step && take(step)}
        onClose={() => setStep(undefined)}
      >
        <p>{step === 'propose' ? words.proposeConsequence : words.lockConsequence}</p>
        <p>
          {words.net}{' '}
          <strong>
            <MoneyText fen={total.netAmount} />
          </strong>
        </p>
      </ConfirmWithReason>
    </>
  );
}
