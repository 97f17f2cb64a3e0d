import type { SheetView } from '@zhixiao/contract/console/settlement';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { addressOf } from '../../api/call.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { DownloadButton } from '../../components/download-button.tsx';
import { PageActions } from '../../components/page-actions.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay } from '../../session/session.tsx';
import { Movements } from './movements.tsx';
import { SheetLock } from './sheet-lock.tsx';
import { SheetPaper } from './sheet-paper.tsx';
import { WORDS } from './sheet-words.ts';

/** One app's month by channel, as it is printed, and the steps that lock it. */
export function Page({ appId = '', month = '' }: Readonly<Record<string, string>>) {
  const words = useWords(WORDS);
  const may = useMay();
  const { answer, error, reload } = useAnswer('GET /settlement/sheets/:appId/:month', { appId, month });
  const [done, setDone] = useState<SheetView>();
  if (!answer) {
    return error ? <RefusalAlert error={error} onRetry={reload} /> : <Skeleton active />;
  }
  const sheet = done?.appId === appId && done.month === month ? done : answer;
  return (
    <>
      <PageActions>
        <Button onClick={() => window.print()}>{words.print}</Button>
        {may('lists.export') &&
          (['xlsx', 'csv'] as const).map((form) => (
            <DownloadButton
              key={form}
              href={addressOf('GET /settlement/sheets/:appId/:month/export', { appId, month, form })}
            >
              {words.export} {form.toUpperCase()}
            </DownloadButton>
          ))}
        <SheetLock sheet={sheet} onChanged={setDone} />
      </PageActions>
      <p className="no-print">
        <Link to={`/settlement?month=${month}`}>{words.back}</Link>
      </p>
      <SheetPaper sheet={sheet} />
      <Movements appId={appId} month={month} />
    </>
  );
}
