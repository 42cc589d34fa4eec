// Name and description of a group.
import { type Signal, useSignal } from "@preact/signals";
import type { ConversationItem, Group } from "../../store/types";
import { Field } from "../../ui/Field";
import { back } from "../app/routes";
import { useStore } from "../app/store-context";
import { into, useSubmission } from "../app/submitting";
import { useGroup } from "../app/use-group";
import { Page } from "./Page";

const NAME_LENGTH = 128;
const DESCRIPTION_LENGTH = 1024;

export function EditGroup({ item }: { item: ConversationItem }) {
  const info = useGroup(item)?.info.value;
  return (
    <Page title="Edit group" inner>
      {info && <Form info={info} />}
    </Page>
  );
}

function Form({ info }: { info: Group }) {
  const store = useStore();
  const name = useSignal(info.name);
  const description = useSignal(info.description);
  const wanted = changes(info, name, description);
  const { problem, submit } = useSubmission(async () => {
    await store.groups.change(info.id, wanted);
    back();
  }, "The server did not accept this name.");
  return (
    <form class="form" onSubmit={submit}>
      <Field
        label="Name"
        maxLength={NAME_LENGTH}
        value={name.value}
        onInput={into(name)}
        error={problem.value}
      />
      <Field
        label="Description"
        rows={4}
        maxLength={DESCRIPTION_LENGTH}
        value={description.value}
        onInput={into(description)}
      />
      <button
        type="submit"
        class="btn primary"
        disabled={Object.keys(wanted).length === 0 || name.value.trim() === ""}
      >
        Save
      </button>
    </form>
  );
}

/** Only the fields that have changed are sent. */
function changes(info: Group, name: Signal<string>, description: Signal<string>) {
  const [newName, newDescription] = [name.value.trim(), description.value.trim()];
  return {
    ...(newName === info.name ? {} : { name: newName }),
    ...(newDescription === info.description ? {} : { description: newDescription }),
  };
}
