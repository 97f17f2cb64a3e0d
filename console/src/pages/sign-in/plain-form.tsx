import { type FormEvent, type ReactNode, type RefObject, useRef, useState } from 'react';

/** What is wrong with a field, by its name. */
type Flaws<Name extends string> = Partial<Record<Name, string>>;

interface FormState<Name extends string> {
  readonly flaws: Flaws<Name>;
  readonly submit: (event: FormEvent<HTMLFormElement>) => void;
  readonly form: RefObject<HTMLFormElement | null>;
}

/**
 * A form of the pages before sign-in, which have nothing of the component kit: it would be most of what they load.
 * `flawsOf` looks at what was typed; the first field with a flaw takes the focus, and without one `run` is called.
 */
export function usePlainForm<Name extends string>(
  names: readonly Name[],
  flawsOf: (typed: Readonly<Record<Name, string>>) => Flaws<Name>,
  run: (typed: Readonly<Record<Name, string>>) => void,
): FormState<Name> {
  const form = useRef<HTMLFormElement>(null);
  const [flaws, setFlaws] = useState<Flaws<Name>>({});
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const typed = Object.fromEntries(names.map((name) => [name, String(data.get(name) ?? '')])) as Record<
      Name,
      string
    >;
    const found = flawsOf(typed);
    setFlaws(found);
    const first = names.find((name) => found[name] !== undefined);
    if (first === undefined) return run(typed);
    const field = form.current?.elements.namedItem(first);
    if (field instanceof HTMLInputElement) field.focus();
  };
  return { flaws, submit, form };
}

/** A button that says that what it does is under way, and does it once. */
export function PlainButton(props: {
  isBusy?: boolean;
  isMain?: boolean;
  onClick?: () => void;
  children: ReactNode;
}) {
  const { isBusy = false, isMain = false, onClick, children } = props;
  return (
    <button
      type={onClick ? 'button' : 'submit'}
      className={isMain ? 'plain-button main' : 'plain-button'}
      aria-busy={isBusy}
      {...(onClick ? { onClick } : {})}
    >
      {isBusy && <span className="turning" aria-hidden="true" />}
      {children}
    </button>
  );
}
