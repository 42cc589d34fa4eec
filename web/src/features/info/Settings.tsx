// Who can do what in a group; each choice takes effect at once.
import { useSignal } from "@preact/signals";
import type { ConversationItem, Group, GroupSettings } from "../../store/types";
import { Choices } from "../../ui/Choices";
import { Hint } from "../../ui/Field";
import { span } from "../../ui/times";
import { inPlainWords } from "../app/problems";
import { useStore } from "../app/store-context";
import { useGroup } from "../app/use-group";
import { Page } from "./Page";

const WHO = [
  ["everyone", "Everybody"],
  ["admins", "Only admins"],
] as const;
const HISTORY = [
  ["from_joining", "From when they join"],
  ["all", "Everything"],
] as const;
const APPROVAL = [
  [false, "Join at once"],
  [true, "Need an admin's approval"],
] as const;
const PACES = [0, 10, 30, 60, 300, 900, 3_600];

export function Settings({ item }: { item: ConversationItem }) {
  const info = useGroup(item)?.info.value;
  return (
    <Page title="Who can do what" inner>
      {info && <All info={info} />}
    </Page>
  );
}

function All({ info }: { info: Group }) {
  const store = useStore();
  const problem = useSignal<string | null>(null);
  const set = (settings: Partial<GroupSettings>) => {
    problem.value = null;
    store.groups.change(info.id, { settings }).catch((error) => {
      problem.value = inPlainWords(error);
    });
  };
  const { settings } = info;
  const paces = [...new Set([...PACES, settings.slow_mode_seconds])].sort((a, b) => a - b);
  const slow = paces.map(
    (seconds) => [seconds, seconds === 0 ? "Off" : `One message in ${span(seconds)}`] as const,
  );
  return (
    <>
      <Hint id="settings-problem" error={problem.value} hint="" />
      <Choices
        label="Who writes"
        choices={WHO}
        value={settings.who_can_send}
        onChoose={(who_can_send) => set({ who_can_send })}
      />
      <Choices
        label="Who changes name and description"
        choices={WHO}
        value={settings.who_can_edit_info}
        onChoose={(who_can_edit_info) => set({ who_can_edit_info })}
      />
      <Choices
        label="Who adds people"
        choices={WHO}
        value={settings.who_can_add_members}
        onChoose={(who_can_add_members) => set({ who_can_add_members })}
      />
      <Choices
        label="What new members see"
        choices={HISTORY}
        value={settings.history_for_new_members}
        onChoose={(history_for_new_members) => set({ history_for_new_members })}
      />
      <Choices
        label="People who come by a link"
        choices={APPROVAL}
        value={settings.join_approval}
        onChoose={(join_approval) => set({ join_approval })}
      />
      <Choices
        label="Slow mode, for members"
        choices={slow}
        value={settings.slow_mode_seconds}
        onChoose={(slow_mode_seconds) => set({ slow_mode_seconds })}
      />
    </>
  );
}
