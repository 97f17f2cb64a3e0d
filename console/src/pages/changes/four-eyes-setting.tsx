import type { FourEyes } from '@zhixiao/contract/codes/changes';
import { FOUR_EYES_NAMES } from '@zhixiao/contract/words/changes';
import { Button, Form, Select, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useSubmittedNotice } from '../../components/use-submitted-notice.ts';
import { useWords } from '../../language/language.tsx';
import { useMay } from '../../session/session.tsx';
import { WORDS } from './change-words.ts';

/** Whether what belongs to no school needs a second person; each school has its own on the page of schools. */
export function FourEyesSetting() {
  const words = useWords(WORDS);
  const settings = useWords(FOUR_EYES_NAMES);
  const may = useMay();
  const submitted = useSubmittedNotice();
  const { answer, error, reload } = useAnswer('GET /four-eyes');
  const [isOpen, setOpen] = useState(false);
  const [notice, setNotice] = useState<NoticeText>();
  if (!answer) return <RefusalAlert error={error} onRetry={reload} />;
  return (
    <>
      <Notice notice={notice} />
      <Space wrap className="table-tools">
        <span>
          {words.settings} · <strong>{answer.isOn ? words.on : words.off}</strong>
        </span>
        {may('schools.manage') && (
          <Button size="small" onClick={() => setOpen(true)}>
            {words.set}
          </Button>
        )}
      </Space>
      <FormDialog<{ fourEyes: FourEyes }>
        title={words.setTitle}
        isOpen={isOpen}
        intro={<p>{words.setHint}</p>}
        initialValues={{ fourEyes: answer.fourEyes }}
        onSubmit={async ({ fourEyes }) => {
          setNotice(submitted(await call('PUT /four-eyes', { fourEyes })));
          reload();
          setOpen(false);
        }}
        onClose={() => setOpen(false)}
      >
        <Form.Item name="fourEyes" label={words.setLabel}>
          <Select options={Object.entries(settings).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
      </FormDialog>
    </>
  );
}
