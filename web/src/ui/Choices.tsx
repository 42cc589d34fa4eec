// A group of rows, one of which is chosen.
import { useId } from "preact/hooks";

interface ChoicesProps<Value> {
  label: string;
  choices: readonly (readonly [Value, string])[];
  value: Value;
  onChoose: (value: Value) => void;
}

export function Choices<Value extends string | number | boolean>(props: ChoicesProps<Value>) {
  const { label, choices, value, onChoose } = props;
  const name = useId();
  return (
    <fieldset class="band">
      <legend class="sec">{label}</legend>
      {choices.map(([one, words]) => (
        <label class="set" key={String(one)}>
          <input type="radio" name={name} class="vh" checked={one === value} onChange={() => onChoose(one)} />
          <span class="radio" />
          <span class="body">{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
