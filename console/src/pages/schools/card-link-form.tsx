import type { SchoolView } from '@zhixiao/contract/console/schools';
import { Button, Form, Input, Modal, Skeleton } from 'antd';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './school-words.ts';

/** Where a school's campus cards open. */
export function CardLinkForm(props: {
  school: SchoolView | undefined;
  onDone: (answer: object) => void;
  onClose: () => void;
}) {
  const { school, onDone, onClose } = props;
  const words = useWords(WORDS);
  return (
    <Modal
      title={school && words.cardLinkOf(school.name)}
      open={school !== undefined}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      {school && (
        <LinkFields
          schoolId={school.schoolId}
          onCancel={onClose}
          onDone={(answer) => {
            onDone(answer);
            onClose();
          }}
        />
      )}
    </Modal>
  );
}

interface Filled {
  readonly template?: string;
  readonly appIds?: string;
}

function LinkFields(props: { schoolId: string; onDone: (answer: object) => void; onCancel: () => void }) {
  const { schoolId, onDone, onCancel } = props;
  const words = useWords(WORDS);
  const { answer, error } = useAnswer('GET /schools/:schoolId/card-link', { schoolId });
  const save = useAction(async ({ template = '', appIds = '' }: Filled) => {
    const ids = appIds.split(/\s+/).filter(Boolean);
    const change = { schoolId, template: template.trim(), appIds: ids };
    onDone(await call('PUT /schools/:schoolId/card-link', change));
  });
  if (!answer) return error ? <RefusalAlert error={error} /> : <Skeleton active />;
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      onFinish={save.run}
      initialValues={{ template: answer.template, appIds: answer.appIds.join('\n') }}
    >
      <Form.Item name="template" label={words.template} extra={words.templateHint}>
        <Input.TextArea rows={3} maxLength={2000} />
      </Form.Item>
      <Form.Item name="appIds" label={words.appIds}>
        <Input.TextArea rows={3} />
      </Form.Item>
      <RefusalAlert error={save.error} />
      <DialogFoot onCancel={onCancel} isBusy={save.isBusy}>
        <Button type="primary" htmlType="submit" loading={save.isBusy}>
          {words.save}
        </Button>
      </DialogFoot>
    </Form>
  );
}
