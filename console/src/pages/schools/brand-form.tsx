import type { BrandView, SchoolView } from '@zhixiao/contract/console/schools';
import { brandColours } from '@zhixiao/contract/design/brand-colour';
import { LIGHT } from '@zhixiao/contract/design/tokens';
import { Alert, Button, Form, Input, Modal, Skeleton, Space, Upload } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { logoOf } from '../../components/logo-file.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { BrandPreview } from './brand-preview.tsx';
import { WORDS } from './brand-words.ts';

/** A school's logo, colour and contact, with what payers will see. */
export function BrandForm(props: {
  school: SchoolView | undefined;
  onDone: (text: string) => void;
  onClose: () => void;
}) {
  const { school, onDone, onClose } = props;
  const words = useWords(WORDS);
  return (
    <Modal
      title={school && words.titleOf(school.name)}
      open={school !== undefined}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      {school && (
        <Loaded
          school={school}
          onCancel={onClose}
          onDone={() => {
            onDone(words.saved);
            onClose();
          }}
        />
      )}
    </Modal>
  );
}

interface PartProps {
  readonly school: SchoolView;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

function Loaded(props: PartProps) {
  const { answer, error } = useAnswer('GET /schools/:schoolId/brand', { schoolId: props.school.schoolId });
  if (!answer) return error ? <RefusalAlert error={error} /> : <Skeleton active />;
  return <Fields {...props} brand={answer} />;
}

function Fields({ school, brand, onDone, onCancel }: PartProps & { brand: BrandView }) {
  const words = useWords(WORDS);
  /** Undefined: the stored one stays; empty: none. */
  const [logo, setLogo] = useState<string>();
  const [isUnreadable, setIsUnreadable] = useState(false);
  const [colour, setColour] = useState(brand.colour ?? '');
  const [contact, setContact] = useState(brand.contact ?? '');
  const save = useAction(async () => {
    const { schoolId } = school;
    await call('PUT /schools/:schoolId/brand', {
      schoolId,
      colour,
      contact,
      ...(logo === undefined ? {} : { logo }),
    });
    onDone();
  });
  const shownLogo = logo === undefined ? brand.logo : logo && `data:image/png;base64,${logo}`;
  const used = isColour(colour) ? brandColours(colour).light.accent : undefined;
  return (
    <Form layout="vertical" requiredMark={false} onFinish={save.run}>
      <BrandPreview school={school.name} logo={shownLogo} colour={isColour(colour) ? colour : undefined} />
      <Form.Item label={words.logo} extra={words.logoHint}>
        <Space wrap>
          <Upload
            accept="image/png,image/jpeg,image/webp"
            maxCount={1}
            showUploadList={false}
            beforeUpload={async (file) => {
              const chosen = await logoOf(file);
              setIsUnreadable(chosen === undefined);
              if (chosen !== undefined) setLogo(chosen);
              return false;
            }}
          >
            <Button>{words.choose}</Button>
          </Upload>
          {shownLogo && <Button onClick={() => setLogo('')}>{words.remove}</Button>}
        </Space>
        {isUnreadable && <Alert type="error" title={words.unreadable} role="alert" className="brand-flaw" />}
      </Form.Item>
      <Form.Item label={words.colour} htmlFor="brand-colour" extra={words.colourHint}>
        <Space wrap>
          <input
            type="color"
            className="colour-well"
            aria-label={words.pick}
            value={isColour(colour) ? colour.toLowerCase() : LIGHT.accent}
            onChange={({ target }) => setColour(target.value)}
          />
          <Input
            id="brand-colour"
            value={colour}
            maxLength={7}
            placeholder={LIGHT.accent}
            onChange={({ target }) => setColour(target.value.trim())}
          />
          {colour && <Button onClick={() => setColour('')}>{words.none}</Button>}
        </Space>
      </Form.Item>
      {used !== undefined && used !== colour.toLowerCase() && (
        <Alert type="info" title={words.darkened(used)} className="brand-flaw" />
      )}
      <Form.Item label={words.contact} htmlFor="brand-contact" extra={words.contactHint}>
        <Input
          id="brand-contact"
          value={contact}
          maxLength={100}
          onChange={({ target }) => setContact(target.value)}
        />
      </Form.Item>
      <RefusalAlert error={save.error} />
      <DialogFoot onCancel={onCancel} isBusy={save.isBusy}>
        <Button
          type="primary"
          htmlType="submit"
          loading={save.isBusy}
          disabled={colour !== '' && !isColour(colour)}
        >
          {words.save}
        </Button>
      </DialogFoot>
    </Form>
  );
}

const isColour = (text: string) => /^#[0-9a-f]{6}$/i.test(text);
