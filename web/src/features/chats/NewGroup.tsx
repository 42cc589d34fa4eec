// Makes a group: a name, a description, and people.
import { useSignal } from "@preact/signals";
import { Dialog } from "../../ui/Dialog";
import { Field, Hint } from "../../ui/Field";
import { closeOverlay } from "../app/overlays";
import { chatPath, go } from "../app/routes";
import { useStore } from "../app/store-context";
import { into, useSubmission } from "../app/submitting";
import { People, refusedPeople } from "./People";

const NAME_LENGTH = 128;
const DESCRIPTION_LENGTH = 1024;
const REFUSED = "The group was not made. See the notes at the people, or choose another name.";

export function NewGroup() {
  const store = useStore();
  const name = useSignal("");
  const description = useSignal("");
  const chosen = useSignal<readonly string[]>([]);
  const refused = useSignal<ReadonlyMap<string, string>>(new Map());
  const create = async () => {
    refused.value = new Map();
    const fields = { name: name.value.trim(), description: description.value.trim(), userIds: chosen.value };
    const id = await store.groups.create(fields);
    closeOverlay();
    go(chatPath(id));
  };
  const { problem, submit } = useSubmission(create, REFUSED, (error) => {
    refused.value = refusedPeople(error, chosen.value);
  });
  return (
    <Dialog title="New group" onClose={closeOverlay}>
      <form onSubmit={submit}>
        <Field
          label="Name"
          placeholder="What is it about?"
          maxLength={NAME_LENGTH}
          eager
          value={name.value}
          onInput={into(name)}
        />
        <Field
          label="Description"
          placeholder="Optional"
          maxLength={DESCRIPTION_LENGTH}
          value={description.value}
          onInput={into(description)}
        />
        <People chosen={chosen} refused={refused.value} />
        <Hint id="group-problem" error={problem.value} hint="" />
        <div class="acts">
          <button type="button" class="btn text" onClick={closeOverlay}>
            Cancel
          </button>
          <button type="submit" class="btn primary" disabled={name.value.trim() === ""}>
            Create group
          </button>
        </div>
      </form>
    </Dialog>
  );
}
