// Messages of one person in a row: one avatar, one name, one tail.
import { Avatar, colourOf } from "../../ui/Avatar";
import { nameOf } from "../chats/names";
import { Bubble } from "./Bubble";
import { useChat } from "./chat-state";
import type { Piece } from "./runs";

export function Run({ run }: { run: Extract<Piece, { kind: "run" }> }) {
  const { store, id } = useChat();
  const group = store.item(id).value?.peer === null;
  const senderId = run.senderId ?? "";
  const faced = group && !run.mine;
  const name = faced ? nameOf(store, run.senderId) : "";
  return (
    <div class={`run col ${run.mine ? "own" : "other"} ${faced ? colourOf(senderId) : ""}`}>
      {faced && <Avatar id={senderId} name={name} size={32} />}
      <div class="stack">
        {run.lines.map(({ entry, first, dated }) => (
          <Bubble key={entry.key} entry={entry} from={faced && first ? name : ""} dated={dated} />
        ))}
      </div>
    </div>
  );
}
