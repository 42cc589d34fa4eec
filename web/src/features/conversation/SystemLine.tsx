// System messages. Many people who came or went are one line that opens.
import { useComputed } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Entry } from "../../store/types";
import { membershipWords, systemWords } from "../chats/system-words";
import { useChat } from "./chat-state";

export function SystemLine({ entry }: { entry: Entry }) {
  const chat = useChat();
  const stop = useComputed(() => chat.stop.value === entry.key).value;
  return (
    <p
      class="sys col"
      data-key={entry.key}
      data-seq={entry.seq ?? undefined}
      tabIndex={stop ? 0 : -1}
      dir="auto"
    >
      {systemWords(chat.store, entry.message?.system ?? null)}
    </p>
  );
}

export function SystemLines({ entries }: { entries: readonly Entry[] }) {
  const chat = useChat();
  const [open, setOpen] = useState(false);
  const keys = entries.map(({ key }) => key);
  const stop = useComputed(() => keys.includes(chat.stop.value ?? "")).value;
  const systems = entries.flatMap(({ message }) => message?.system ?? []);
  return (
    <div
      class="sys many col"
      data-key={keys[0]}
      data-seq={entries.at(-1)?.seq ?? undefined}
      tabIndex={stop ? 0 : -1}
      dir="auto"
    >
      <button type="button" tabIndex={-1} aria-expanded={open} onClick={() => setOpen(!open)}>
        {membershipWords(chat.store, systems)}
      </button>
      {open && systems.map((system, at) => <p key={keys[at]}>{systemWords(chat.store, system)}</p>)}
    </div>
  );
}
