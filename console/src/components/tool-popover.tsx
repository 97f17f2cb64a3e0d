import { Button, Popover } from 'antd';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { LineIcon } from './line-icon.tsx';

/**
 * A tool of a list: a button that opens something next to it. Being next to its button, it is left with Tab for what follows
 * that; Escape leads back.
 */
export function ToolPopover(props: {
  name: string;
  drawing: string;
  content: (close: () => void) => ReactNode;
  /** It has opened: to give the focus to what is in it. */
  onOpened?: () => void;
}) {
  const { name, drawing, content, onOpened } = props;
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !isOpen) return;
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard here from what is inside
    <span onKeyDown={onKeyDown}>
      <Popover
        trigger="click"
        placement="bottomRight"
        open={isOpen}
        onOpenChange={setOpen}
        afterOpenChange={(isNow) => isNow && onOpened?.()}
        destroyOnHidden
        getPopupContainer={(place) => place.parentElement ?? document.body}
        content={content(() => setOpen(false))}
      >
        <Button
          ref={button}
          icon={<LineIcon drawing={drawing} />}
          aria-label={name}
          title={name}
          aria-expanded={isOpen}
        />
      </Popover>
    </span>
  );
}
