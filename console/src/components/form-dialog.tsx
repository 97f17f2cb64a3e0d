import { Form, Modal } from 'antd';
import { type ReactNode, useRef } from 'react';
import { CallError } from '../api/call.ts';
import { useAction } from '../api/use-action.ts';
import { useWords } from '../language/language.tsx';
import { focusFirstField, goOnAfter } from './focus.ts';
import { RefusalAlert } from './refusal-alert.tsx';

/**
 * A dialog with a form, submitted by its button or by Enter. A refusal of `onSubmit` is shown beneath the fields, or at
 * the field that it names. The parent closes the dialog after success; while the request is under way it cannot be
 * closed. Each opening starts with empty fields and the focus on the first.
 */
export function FormDialog<Values extends object>(props: {
  title: ReactNode;
  isOpen: boolean;
  /** What the button says that submits. */
  okText?: string;
  isDangerous?: boolean;
  /** Stands above the form. */
  intro?: ReactNode;
  initialValues?: { readonly [K in keyof Values]?: Values[K] | undefined };
  onSubmit: (values: Values) => Promise<unknown>;
  /** The form's names for the fields that a refusal may be about: it is then shown at the field. */
  fieldNames?: Readonly<Record<string, keyof Values & string>>;
  /** What the page shows may not be so any more: something was refused, or its answer lost. */
  onRefused?: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const words = useWords(WORDS);
  const [form] = Form.useForm<Values>();
  const place = useRef<HTMLDivElement>(null);
  const isDone = useRef(false);
  const submit = useAction(async (values: Values) => {
    try {
      await props.onSubmit(values);
      isDone.current = true;
    } catch (error) {
      const refused = error instanceof CallError ? error.invalid : undefined;
      const name = props.fieldNames?.[String(refused?.field)];
      if (name === undefined) throw error;
      const text = words.wrong(String(refused?.problem));
      form.setFields([{ name: name as never, errors: [text] }]);
      form.scrollToField(name as never, { focus: true });
    }
  }, props.onRefused);
  const opened = (isOpen: boolean) => {
    if (isOpen) focusFirstField(place.current);
    else if (isDone.current) goOnAfter(place.current);
    isDone.current = false;
  };
  return (
    <Modal
      title={props.title}
      open={props.isOpen}
      okText={props.okText ?? words.save}
      cancelText={words.cancel}
      okButtonProps={{ danger: props.isDangerous ?? false }}
      confirmLoading={submit.isBusy}
      onOk={form.submit}
      onCancel={() => submit.isBusy || props.onClose()}
      cancelButtonProps={{ disabled: submit.isBusy }}
      afterClose={submit.clearError}
      afterOpenChange={opened}
      destroyOnHidden
    >
      {props.intro}
      <div ref={place}>
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark={false}
          clearOnDestroy
          onFinish={submit.run}
          {...(props.initialValues ? { initialValues: props.initialValues } : {})}
        >
          {props.children}
          {/* without one, Enter does nothing in a form of several fields */}
          <button type="submit" hidden />
        </Form>
      </div>
      <RefusalAlert error={submit.error} />
    </Modal>
  );
}

const WORDS = {
  zh: { save: '保存', cancel: '取消', wrong: (problem: string) => problem },
  en: { save: 'Save', cancel: 'Cancel', wrong: (_problem: string) => 'Not valid' },
};
