// The last step for a new person: the name that others will see.
import { useSignal } from "@preact/signals";
import { Field } from "../../ui/Field";
import { useStore } from "../app/store-context";
import { into, useSubmission } from "../app/submitting";

const NAME_LENGTH = 64;

export function NameStep() {
  const store = useStore();
  const name = useSignal("");
  const save = () => store.updateMe({ name: name.value.trim() });
  const { problem, submit } = useSubmission(save, "This name cannot be used.");
  return (
    <>
      <div>
        <h1>What is your name?</h1>
        <p class="lead">The people you write with see it. You can change it at any time.</p>
      </div>
      <form onSubmit={submit}>
        <Field
          label="Name"
          autocomplete="name"
          maxLength={NAME_LENGTH}
          eager
          value={name.value}
          error={problem.value}
          onInput={into(name)}
        />
        <button type="submit" class="btn primary full" disabled={name.value.trim() === ""}>
          Start
        </button>
      </form>
    </>
  );
}
