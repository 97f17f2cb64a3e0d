import type { ReactNode } from 'react';
import { useWords } from '../language/language.tsx';
import { FormDialog } from './form-dialog.tsx';
import { ReasonField } from './reason-field.tsx';

const WORDS = {
  zh: { confirm: '确认' },
  en: { confirm: 'Confirm' },
};

/**
 * Asks before something is done that cannot be taken back, and why. It closes when `onConfirm` is done, and
 * shows what went wrong when it was refused.
 */
export function ConfirmWithReason(props: {
  title: string;
  isOpen: boolean;
  isDangerous?: boolean;
  /** What the button says; "confirm" otherwise. */
  okText?: string;
  /** What is asked for; "reason" otherwise. */
  reasonLabel?: string;
  /** False: nothing has to be said, only agreed to. */
  asksReason?: boolean;
  children?: ReactNode;
  onConfirm: (reason: string) => Promise<unknown>;
  /** What the page shows may not be so any more: something was refused, or its answer lost. */
  onRefused?: () => void;
  onClose: () => void;
}) {
  const { title, isOpen, isDangerous = false, asksReason = true, children, onConfirm, onClose } = props;
  const words = useWords(WORDS);
  return (
    <FormDialog<{ reason?: string }>
      title={title}
      isOpen={isOpen}
      okText={props.okText ?? words.confirm}
      isDangerous={isDangerous}
      intro={children}
      onSubmit={async ({ reason = '' }) => {
        await onConfirm(reason.trim());
        onClose();
      }}
      onClose={onClose}
      {...(props.onRefused ? { onRefused: props.onRefused } : {})}
    >
      {asksReason && <ReasonField {...(props.reasonLabel ? { label: props.reasonLabel } : {})} />}
    </FormDialog>
  );
}
