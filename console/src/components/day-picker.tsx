import { DatePicker } from 'antd';
import type { Dayjs } from 'dayjs';
import type { ComponentProps } from 'react';

type Props = Omit<ComponentProps<typeof DatePicker<Dayjs, false>>, 'multiple' | 'picker'> & {
  picker?: 'date' | 'month';
};

/** Chooses a day or a month. Its calendar opens beside it rather than at the end of the page, outside of every landmark. */
export function DayPicker(props: Props) {
  return <DatePicker getPopupContainer={(field) => field.parentElement ?? document.body} {...props} />;
}
