import { useState } from 'preact/hooks';
import type { Texts } from './texts.ts';

/** For a payer who has to open this page elsewhere. */
export function CopyLink(props: { title?: string; hint: string; isMain?: boolean; texts: Texts }) {
  const { texts } = props;
  const [isCopied, setIsCopied] = useState<boolean | undefined>(undefined);
  return (
    <div class="copy">
      {props.title === undefined ? null : <p class="copy-title">{props.title}</p>}
      <p>{props.hint}</p>
      <button
        type="button"
        class={props.isMain ? 'pay' : 'secondary'}
        onClick={() => setIsCopied(copy(window.location.href))}
      >
        {texts.copyLink}
      </button>
      <p class="copy-end" role="status">
        {isCopied === undefined ? '' : isCopied ? texts.copied : texts.notCopied}
      </p>
    </div>
  );
}

/** By a selection: the only way to copy that old webviews and plain http know. */
function copy(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'hidden';
  document.body.appendChild(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
