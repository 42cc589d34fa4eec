// Begins a chat by username, or a group.
import { useSignal } from "@preact/signals";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { closeOverlay, overlay } from "../app/overlays";
import { chatPath, go } from "../app/routes";
import { useStore } from "../app/store-context";
import { into, useSubmission } from "../app/submitting";
import { PersonLine, useFoundPerson } from "./FoundPerson";

export function NewChat() {
  const store = useStore();
  const username = useSignal("");
  const search = useFoundPerson(username.value);
  const { problem, submit } = useSubmission(async () => {
    if (search.state !== "found") return;
    const id = await store.openDirect(search.user.id);
    closeOverlay();
    go(chatPath(id));
  });
  return (
    <Dialog title="New chat" onClose={closeOverlay}>
      <form onSubmit={submit}>
        <Field
          label="Username"
          placeholder="@username"
          eager
          value={username.value}
          error={problem.value ?? (search.state === "problem" ? search.text : null)}
          hint={search.state === "nobody" ? "Nobody has this username." : "The full username of the person."}
          onInput={into(username)}
        />
      </form>
      <div class="pick">
        {search.state === "found" && <PersonLine user={search.user} onChoose={submit} />}
        <button type="button" class="set" onClick={makeGroup}>
          <Icon name="users" />
          <span class="body">New group</span>
        </button>
      </div>
    </Dialog>
  );
}

function makeGroup(): void {
  overlay.value = "new-group";
}
