// Adds people to a group. Those who cannot be added are named.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConversationItem, Group, WatchedGroup } from "../../store/types";
import { Hint } from "../../ui/Field";
import { back } from "../app/routes";
import { useStore } from "../app/store-context";
import { useSubmission } from "../app/submitting";
import { useGroup } from "../app/use-group";
import { People, refusedPeople } from "../chats/People";
import { Page } from "./Page";

export function AddMembers({ item }: { item: ConversationItem }) {
  const group = useGroup(item);
  const info = group?.info.value;
  return (
    <Page title="Add people" inner>
      {group && info && <Form group={group} info={info} />}
    </Page>
  );
}

function Form({ group, info }: { group: WatchedGroup; info: Group }) {
  const store = useStore();
  const chosen = useSignal<readonly string[]>([]);
  const refused = useSignal<ReadonlyMap<string, string>>(new Map());
  useEffect(() => void group.loadAll(), [group]);
  const here = new Set(group.members.value.map(({ user }) => user.id));
  const add = async () => {
    refused.value = new Map();
    await store.groups.add(info.id, chosen.value);
    back();
  };
  const { problem, submit } = useSubmission(
    add,
    "Nobody was added. See the notes at the people.",
    (error) => {
      refused.value = refusedPeople(error, chosen.value);
    },
  );
  const count = chosen.value.length;
  return (
    <form class="form" onSubmit={submit}>
      <People chosen={chosen} refused={refused.value} except={here} eager />
      <Hint id="add-problem" error={problem.value} hint="" />
      <button type="submit" class="btn primary" disabled={count === 0}>
        {count > 1 ? `Add ${count} people` : "Add"}
      </button>
    </form>
  );
}
