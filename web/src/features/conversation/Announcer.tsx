// Announces to screen readers what arrives while the chat is open, several messages in one sentence, and own
// failures.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Entry } from "../../store/types";
import { useChat } from "./chat-state";
import { label } from "./message-words";

const PAUSE = 1000;

export function Announcer() {
  const chat = useChat();
  const said = useSignal("");
  const last = useRef<number | null>(null);
  const waiting = useRef<Entry[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useSignalEffect(() => {
    const entries = chat.timeline.entries.value;
    const newest = entries.findLast(({ seq }) => seq !== null)?.seq ?? null;
    const before = last.current;
    last.current = newest;
    if (before === null || newest === null) return;
    waiting.current.push(...entries.filter(({ seq, mine }) => !mine && seq !== null && seq > before));
    if (waiting.current.length === 0) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const fresh = waiting.current.splice(0);
      const [only] = fresh;
      said.value = fresh.length === 1 && only ? label(chat.store, only) : `${fresh.length} new messages`;
    }, PAUSE);
  });
  const failed = chat.entries.value.filter(({ tick }) => tick === "failed").length;
  return (
    <div class="vh" aria-live="polite" aria-atomic="true">
      {said.value}
      {failed > 0 && ` ${failed === 1 ? "A message was" : `${failed} messages were`} not sent`}
    </div>
  );
}
