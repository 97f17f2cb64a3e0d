import type { SchoolView } from '@zhixiao/contract/console/schools';
import { Button, Space } from 'antd';
import { useState } from 'react';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { NAME_FIELDS, useNameFilter } from '../../components/name-filter.ts';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { useSubmittedNotice } from '../../components/use-submitted-notice.ts';
import { useWords } from '../../language/language.tsx';
import { useSession, useSessionReload } from '../../session/session.tsx';
import { BrandForm } from './brand-form.tsx';
import { CardLinkForm } from './card-link-form.tsx';
import { SchoolForm } from './school-form.tsx';
import { WORDS } from './school-words.ts';

/** The schools, and what each has decided. */
export function Page() {
  const words = useWords(WORDS);
  const { allSchools } = useSession();
  const reloadSession = useSessionReload();
  const [version, setVersion] = useState(0);
  const [edited, setEdited] = useState<SchoolView | 'new'>();
  const [linked, setLinked] = useState<SchoolView>();
  const [branded, setBranded] = useState<SchoolView>();
  const [notice, setNotice] = useState<NoticeText>();
  const submitted = useSubmittedNotice();
  const columns: readonly DataColumn<SchoolView>[] = [
    { key: 'id', title: { zh: '编号', en: 'ID' }, show: ({ schoolId }) => <code>{schoolId}</code> },
    { key: 'name', title: { zh: '名称', en: 'Name' }, show: ({ name }) => name, onPhone: 'title' },
    {
      key: 'limit',
      title: { zh: '退款单人额度（每笔支付）', en: 'Refund approval limit per payment' },
      show: ({ refundApprovalAbove }) => <MoneyText fen={refundApprovalAbove} />,
      isFigure: true,
    },
    {
      key: 'fourEyes',
      title: { zh: '双人复核', en: 'Four eyes' },
      show: ({ isOn }) => (isOn ? words.on : words.off),
    },
    {
      key: 'actions',
      title: { zh: '操作', en: 'Actions' },
      isPinned: true,
      show: (school) => (
        <Space>
          <Button size="small" onClick={() => setEdited(school)}>
            {words.change}
          </Button>
          <Button size="small" onClick={() => setBranded(school)}>
            {words.brand}
          </Button>
          <Button size="small" onClick={() => setLinked(school)}>
            {words.cardLink}
          </Button>
        </Space>
      ),
    },
  ];
  return (
    <>
      <Notice notice={notice} />
      <DataTable
        filters={NAME_FIELDS}
        version={version}
        list="GET /schools"
        exportAs="GET /schools/export"
        params={useNameFilter()}
        columns={columns}
        rowKey={({ schoolId }) => schoolId}
        empty={{ zh: '还没有学校', en: 'No schools yet' }}
        actions={
          allSchools && (
            <Button type="primary" onClick={() => setEdited('new')}>
              {words.new}
            </Button>
          )
        }
      />
      <SchoolForm
        school={edited}
        onDone={(answer) => {
          setNotice(submitted(answer));
          setVersion((before) => before + 1);
          reloadSession();
        }}
        onClose={() => setEdited(undefined)}
      />
      <BrandForm
        school={branded}
        onDone={(text) => setNotice({ text })}
        onClose={() => setBranded(undefined)}
      />
      <CardLinkForm
        school={linked}
        onDone={(answer) => setNotice(submitted(answer))}
        onClose={() => setLinked(undefined)}
      />
    </>
  );
}
