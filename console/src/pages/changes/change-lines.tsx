import { ACCOUNT_FORMS } from '@zhixiao/contract/channels/account-forms';
import type { ChangeLine } from '@zhixiao/contract/console/changes';
import { changeFieldIn, changeValueIn } from '@zhixiao/contract/words/changes';
import { Table } from 'antd';
import { useLanguage, useWords } from '../../language/language.tsx';
import { INVOICE_FIELDS } from '../invoices/account-field-lists.ts';
import { WORDS } from './change-words.ts';

const RECORD_FIELDS = [
  ...Object.values(ACCOUNT_FORMS).flatMap(({ fields }) => fields),
  ...Object.values(INVOICE_FIELDS).flat(),
];

/** What would change, field by field; secrets are named and never shown. */
export function ChangeLines({ lines }: { lines: readonly ChangeLine[] }) {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const fieldName = (field: string) => {
    const known = changeFieldIn(language, field);
    if (known !== undefined) return known;
    const [part, ...rest] = field.split('.');
    const name = rest.join('.');
    const label = RECORD_FIELDS.find((each) => each.name === name)?.label[language] ?? name;
    return part === 'secrets' ? words.secret(label) : label;
  };
  const isSame = ({ before, after }: ChangeLine) => JSON.stringify(before) === JSON.stringify(after);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={words.lines}>
      <Table<ChangeLine>
        size="small"
        rowKey={({ field }) => field}
        dataSource={[...lines]}
        pagination={false}
        columns={[
          { key: 'field', title: words.field, render: (_, { field }) => fieldName(field) },
          {
            key: 'before',
            title: words.before,
            render: (_, line) => (
              <span className="details">{changeValueIn(language, line, line.before)}</span>
            ),
          },
          {
            key: 'after',
            title: words.after,
            render: (_, line) =>
              isSame(line) ? (
                words.same
              ) : (
                <strong className="details">{changeValueIn(language, line, line.after)}</strong>
              ),
          },
        ]}
      />
    </section>
  );
}
