/** One line of a form, with its label and what helps to fill it in. */
export function FormField(props: {
  name: string;
  label: string;
  value: string;
  hint?: string;
  maxLength?: number;
  /** The keys a phone shows for it. */
  keys?: 'text' | 'tel' | 'email';
  isOptional?: boolean;
  /** What a browser may fill in. */
  autofill?: 'name' | 'tel' | 'email';
}) {
  const {
    name,
    label,
    value,
    hint,
    maxLength = 64,
    keys = 'text',
    isOptional = false,
    autofill = 'off',
  } = props;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        inputMode={keys}
        value={value}
        maxLength={maxLength}
        autocomplete={autofill}
        spellcheck={false}
        required={!isOptional}
        aria-describedby={hint === undefined ? undefined : `${name}_hint`}
      />
      {hint === undefined ? null : <p id={`${name}_hint`}>{hint}</p>}
    </div>
  );
}
