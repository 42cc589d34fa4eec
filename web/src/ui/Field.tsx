// A labelled input, with its hint or its error below.
import { useId } from "preact/hooks";
import { Icon } from "./Icon";

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "tel" | "number" | "datetime-local";
  placeholder?: string;
  autocomplete?: string;
  maxLength?: number;
  hint?: string;
  error?: string | null;
  /** For a text of many lines: how many of them are visible. */
  rows?: number;
  /** Takes the focus when it appears. */
  eager?: boolean;
}

export function Field(props: FieldProps) {
  const {
    label,
    value,
    onInput,
    type = "text",
    placeholder = "",
    autocomplete = "off",
    hint,
    error,
    eager,
  } = props;
  const id = useId();
  const common = {
    id,
    value,
    placeholder,
    dir: "auto" as const,
    "aria-invalid": Boolean(error),
    "aria-describedby": `${id}-hint`,
    ...(props.maxLength ? { maxLength: props.maxLength } : {}),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class={`input ${error ? "is-error" : ""}`}>
        {props.rows ? (
          <textarea {...common} rows={props.rows} onInput={(event) => onInput(event.currentTarget.value)} />
        ) : (
          <input
            {...common}
            ref={eager ? focusOnce : null}
            type={type}
            autocomplete={autocomplete}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )}
      </div>
      <Hint id={`${id}-hint`} error={error ?? null} hint={hint ?? ""} />
    </div>
  );
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}

export function Hint({ id, error, hint }: { id: string; error: string | null; hint: string }) {
  if (!error) {
    return (
      <p id={id} class="hint" hidden={!hint}>
        {hint}
      </p>
    );
  }
  return (
    <p id={id} class="hint error" role="alert">
      <Icon name="tick-failed" size={16} />
      <span>{error}</span>
    </p>
  );
}
