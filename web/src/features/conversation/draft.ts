// The text of the composer and the draft: at the start, when another device changes it, and during an edit.
import { type Signal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useChat } from "./chat-state";

export interface DraftKeeper {
  /** The person has changed the text. */
  changed(text: string): void;
}

export function useDraft(text: Signal<string>, area: { current: HTMLElement | null }): DraftKeeper {
  const chat = useChat();
  const { store, id } = chat;
  const item = store.item(id).value;
  const draft = item?.draft ?? "";
  const heard = useRef("");
  const touched = useRef(false);
  useLayoutEffect(() => {
    const same = text.peek() === heard.current;
    heard.current = draft;
    if (chat.editing.peek() || !same) return;
    // The text that is being written is newer than a draft from another device.
    if (!touched.current || document.activeElement !== area.current) text.value = draft;
  }, [draft]);
  useRepliedTo(touched);
  useEditing(text);
  return {
    changed: (value) => {
      touched.current = true;
      store.setDraft(id, value, chat.replyTo.peek()?.seq ?? null);
    },
  };
}

/** The message that a stored draft replies to comes back with it, as soon as it is loaded. */
function useRepliedTo(touched: { current: boolean }): void {
  const chat = useChat();
  useSignalEffect(() => {
    const seq = chat.store.item(chat.id).value?.draftReplyToSeq ?? null;
    const found = chat.timeline.entries.value.find((entry) => entry.seq === seq)?.message;
    if (seq !== null && found && !touched.current && !chat.editing.peek()) chat.replyTo.value = found;
  });
}

/** During an edit, the field has the text of the message. Afterwards it has the draft again. */
function useEditing(text: Signal<string>): void {
  const chat = useChat();
  const aside = useRef<string | null>(null);
  useSignalEffect(() => {
    const editing = chat.editing.value;
    if (editing) {
      aside.current ??= text.peek();
      text.value = editing.text ?? "";
    } else if (aside.current !== null) {
      text.value = aside.current;
      aside.current = null;
    }
  });
}
