import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../language/language.tsx';

/** The foot of a dialog whose form has its own buttons: the way out first, then what is done, at the right. */
export function DialogFoot(props: { onCancel: () => void; isBusy?: boolean; children: ReactNode }) {
  const words = useWords(WORDS);
  return (
    <div className="dialog-foot">
      <Button onClick={props.onCancel} disabled={props.isBusy ?? false}>
        {words.cancel}
      </Button>
      {props.children}
    </div>
  );
}

const WORDS = { zh: { cancel: '取消' }, en: { cancel: 'Cancel' } };
