import { DatePicker } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ComponentProps, type ComponentRef, useLayoutEffect, useRef } from 'react';

type Props = Omit<ComponentProps<typeof DatePicker<Dayjs, false>>, 'multiple' | 'picker' | 'ref'> & {
  picker?: 'date' | 'month';
};

/** Chooses a day or a month. Its calendar opens beside it rather than at the end of the page, outside of every landmark. */
export function DayPicker(props: Props) {
  const picker = useRef<ComponentRef<typeof DatePicker<Dayjs, false>>>(null);
  useLayoutEffect(() => {
    const field = picker.current?.nativeElement.parentElement;
    // the kit's picker throws when it is taken away with the focus in it: it looks for what is gone already
    return () => {
      const { activeElement } = document;
      if (activeElement instanceof HTMLElement && field?.contains(activeElement)) activeElement.blur();
    };
  }, []);
  return (
    <DatePicker ref={picker} getPopupContainer={(field) => field.parentElement ?? document.body} {...props} />
  );
}
