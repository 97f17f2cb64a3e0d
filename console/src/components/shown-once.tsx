import { Button } from 'antd';
import { useState } from 'react';
import { useWords } from '../language/language.tsx';
import { useLeaveGuard } from '../routing/use-leave-guard.ts';
import { copy } from './copy-button.tsx';

/**
 * The ways to keep what is shown once. Until one was taken, or the operator says that it is kept, leaving the page is
 * asked about.
 */
export function ShownOnce({ text, fileName }: { text: string; fileName: string }) {
  const words = useWords(WORDS);
  const [isKept, setKept] = useState(false);
  useLeaveGuard(!isKept, words.leave);
  return (
    <div className="row-actions shown-once">
      <Button onClick={() => void copy(text).then((isCopied) => isCopied && setKept(true))}>
        {words.copy}
      </Button>
      <Button
        href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
        download={fileName}
        onClick={() => setKept(true)}
      >
        {words.save}
      </Button>
      <Button
        onClick={() => {
          printAlone(text);
          setKept(true);
        }}
      >
        {words.print}
      </Button>
      {isKept ? (
        <span role="status">{words.isKept}</span>
      ) : (
        <Button onClick={() => setKept(true)}>{words.keep}</Button>
      )}
    </div>
  );
}

/** Prints a text and nothing else of the page. */
function printAlone(text: string): void {
  const { body } = document;
  const sheet = document.createElement('pre');
  sheet.className = 'print-alone';
  sheet.textContent = text;
  body.append(sheet);
  body.dataset.print = 'alone';
  window.print();
  sheet.remove();
  delete body.dataset.print;
}

const WORDS = {
  zh: {
    copy: '复制全部',
    save: '下载',
    print: '打印',
    keep: '我已保存',
    isKept: '已保存，可以离开本页',
    leave: '离开后将无法再看到这些内容。确定已经保存？',
  },
  en: {
    copy: 'Copy all',
    save: 'Download',
    print: 'Print',
    keep: 'I have saved it',
    isKept: 'Saved. You can leave this page.',
    leave: 'This is shown only here. Leave without saving it?',
  },
};
