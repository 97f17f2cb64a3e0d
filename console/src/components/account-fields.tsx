import type { AccountField } from '@zhixiao/contract/account-field';
import { Alert, Button, Form, Input, Select, Space, Switch, Upload } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useLanguage, useWords } from '../language/language.tsx';
import { base64Of } from './base64.ts';

/** As the server keeps them. */
const PICTURE_MAX_BYTES = 200 * 1024;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const WORDS = {
  zh: {
    stored: '已保存，留空则不变',
    needed: '请填写',
    name: '序列号或公钥 ID',
    text: 'PEM 内容',
    add: '添加一个',
    remove: '移除',
    choose: '选择文件',
    tooLarge: '图片超过 200 KB，请缩小后重新选择',
    unreadable: '这不是可以读取的 PNG 图片，请另存为 PNG 后重新选择',
    chosen: '已选择',
  },
  en: {
    stored: 'Stored. Leave empty to keep it.',
    needed: 'Required',
    name: 'Serial number or key ID',
    text: 'PEM',
    add: 'Add',
    remove: 'Remove',
    choose: 'Choose a file',
    tooLarge: 'The image is larger than 200 KB. Choose a smaller one.',
    unreadable: 'This file is not a valid PNG image. Save it as PNG and choose it again.',
    chosen: 'Chosen',
  },
};

/** The fields of an account's record, those that apply; of a stored secret only that there is one. */
export function AccountFields(props: {
  fields: readonly AccountField[];
  storedSecrets: readonly string[];
  /** What helps to fill a field in stands beside it, where there is room. */
  isBeside?: boolean;
}) {
  const form = Form.useFormInstance();
  const settings: Readonly<Record<string, unknown>> | undefined = Form.useWatch('settings', form);
  const asked = props.fields.filter(({ when }) => !when || settings?.[when.name] === when.value);
  return asked.map((field) => (
    <OneField
      key={field.name}
      field={field}
      isStored={props.storedSecrets.includes(field.name)}
      isBeside={props.isBeside ?? false}
    />
  ));
}

function OneField({
  field,
  isStored,
  isBeside,
}: {
  field: AccountField;
  isStored: boolean;
  isBeside: boolean;
}) {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const label = field.label[language];
  const hint = field.hint?.[language];
  const helpId = useId();
  const beside = isBeside && hint !== undefined;
  if (field.kind === 'named') {
    return (
      <WithHelp id={helpId} help={beside ? hint : undefined}>
        <NamedTexts field={field} label={label} helpId={beside ? helpId : undefined} />
      </WithHelp>
    );
  }
  const isSwitch = field.kind === 'switch';
  const isNeeded = !field.isOptional && !isStored && !isSwitch;
  return (
    <WithHelp id={helpId} help={beside ? hint : undefined}>
      <Form.Item
        name={[field.isSecret ? 'secrets' : 'settings', field.name]}
        label={label}
        {...(isSwitch
          ? { valuePropName: 'checked' }
          : { rules: [{ required: isNeeded, whitespace: isNeeded, message: words.needed }] })}
        {...(hint !== undefined && !beside ? { extra: hint } : {})}
      >
        <FieldInput
          field={field}
          placeholder={isStored ? words.stored : ''}
          {...(beside ? { 'aria-describedby': helpId } : {})}
        />
      </Form.Item>
    </WithHelp>
  );
}

function WithHelp({ id, help, children }: { id: string; help: string | undefined; children: ReactNode }) {
  if (help === undefined) return children;
  return (
    <div className="with-help">
      <div>{children}</div>
      <p id={id}>{help}</p>
    </div>
  );
}

/** What a form item hands its input goes on to the real one. */
function FieldInput({
  field,
  placeholder,
  ...rest
}: {
  field: AccountField;
  placeholder: string;
  'aria-describedby'?: string;
}) {
  const { language } = useLanguage();
  if (field.kind === 'pem') {
    return (
      <Input.TextArea {...rest} rows={4} spellCheck={false} placeholder={placeholder} className="pasted" />
    );
  }
  if (field.kind === 'choice') {
    return (
      <Select
        {...rest}
        options={(field.choices ?? []).map(({ value, label }) => ({ value, label: label[language] }))}
      />
    );
  }
  if (field.kind === 'file') return <FileInput {...rest} />;
  if (field.kind === 'switch') return <Switch {...rest} />;
  return field.isSecret ? (
    <Input.Password {...rest} autoComplete="off" placeholder={placeholder} />
  ) : (
    <Input {...rest} autoComplete="off" />
  );
}

function FileInput({ value, onChange }: { value?: string; onChange?: (base64: string) => void }) {
  const words = useWords(WORDS);
  const [flaw, setFlaw] = useState<'tooLarge' | 'unreadable'>();
  return (
    <Space wrap>
      <Upload
        accept="image/png"
        maxCount={1}
        showUploadList={false}
        beforeUpload={async (file) => {
          const found = await flawOf(file);
          setFlaw(found);
          if (!found) onChange?.(await base64Of(file));
          return false;
        }}
      >
        <Button>{words.choose}</Button>
      </Upload>
      {value && <img className="seal" src={`data:image/png;base64,${value}`} alt={words.chosen} />}
      {value && (
        <Button
          onClick={() => {
            setFlaw(undefined);
            onChange?.('');
          }}
        >
          {words.remove}
        </Button>
      )}
      {flaw && <Alert type="error" title={words[flaw]} role="alert" />}
    </Space>
  );
}

/** What the server would refuse, and this browser could not show. */
async function flawOf(file: File): Promise<'tooLarge' | 'unreadable' | undefined> {
  if (file.size > PICTURE_MAX_BYTES) return 'tooLarge';
  const start = new Uint8Array(await file.slice(0, PNG_SIGNATURE.length).arrayBuffer());
  if (PNG_SIGNATURE.some((byte, at) => start[at] !== byte)) return 'unreadable';
  try {
    (await createImageBitmap(file)).close();
    return undefined;
  } catch {
    return 'unreadable';
  }
}

function NamedTexts(props: { field: AccountField; label: string; helpId: string | undefined }) {
  const { field, label, helpId } = props;
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const given = Object.entries(field.names ?? {});
  const isFixed = given.length > 0;
  return (
    <fieldset className="named" aria-describedby={helpId}>
      <legend>{label}</legend>
      <Form.List name={['settings', field.name]}>
        {(items, { add, remove }) => (
          <>
            {items.map((item) => (
              <div key={item.key} className="named-text">
                <Form.Item name={[item.name, 'name']} label={words.name} hidden={isFixed}>
                  <Input autoComplete="off" />
                </Form.Item>
                <Form.Item
                  name={[item.name, 'text']}
                  label={isFixed ? given[item.name]?.[1][language] : words.text}
                >
                  {isFixed ? (
                    <Input autoComplete="off" />
                  ) : (
                    <Input.TextArea rows={3} spellCheck={false} className="pasted" />
                  )}
                </Form.Item>
                {!isFixed && <Button onClick={() => remove(item.name)}>{words.remove}</Button>}
              </div>
            ))}
            {!isFixed && <Button onClick={() => add()}>{words.add}</Button>}
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
