// A row with a switch: on or off, with immediate effect or as part of a form.
import type { Signal } from "@preact/signals";

interface SwitchProps {
  label: string;
  hint?: string;
  on: Signal<boolean>;
  disabled?: boolean;
  onChange?: (on: boolean) => void;
}

export function Switch({ label, hint, on, disabled = false, onChange }: SwitchProps) {
  return (
    <label class="set">
      <span class="body">
        {label}
        {hint && <small>{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        class="vh"
        checked={on.value}
        aria-checked={on.value}
        disabled={disabled}
        onChange={(event) => {
          on.value = event.currentTarget.checked;
          onChange?.(on.value);
        }}
      />
      <span class="switch" />
    </label>
  );
}
