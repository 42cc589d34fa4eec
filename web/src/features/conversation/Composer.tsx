// The composer: it grows to eight lines, keeps the draft, replies and edits.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ConversationItem, WatchedGroup } from "../../store/types";
import { Icon, IconButton } from "../../ui/Icon";
import { above, Menu, type Place } from "../../ui/Menu";
import { overlay } from "../app/overlays";
import { useGroup } from "../app/use-group";
import { attempt } from "../chats/chat-actions";
import { Closed, useWhyClosed } from "./Closed";
import { type ChatState, focusComposer, useChat } from "./chat-state";
import { useComposerKeys } from "./composer-keys";
import { useDraft } from "./draft";
import { JumpButton } from "./JumpButton";
import { MentionList, mentionAttributes, useMentions } from "./Mentions";
import { mentionsIn, pickedIn } from "./mention-state";
import { QuoteOf } from "./Quote";

export function Composer() {
  const { store, id } = useChat();
  const item = store.item(id).value;
  return (
    <footer class="foot">
      <JumpButton />
      {item ? <ForItem item={item} /> : <Tray group={null} />}
    </footer>
  );
}

function ForItem({ item }: { item: ConversationItem }) {
  const group = useGroup(item);
  const why = useWhyClosed(item, group?.info.value ?? null);
  return why ? <Closed why={why} /> : <Tray group={group} />;
}

/** Send the new message, or save the edited one. */
function submitText(chat: ChatState, group: WatchedGroup | null, value: string, clear: () => void): void {
  const editing = chat.editing.peek();
  if (value === "") return;
  if (editing) {
    chat.editing.value = null;
    const picked = [...pickedIn(editing), ...chat.picked.splice(0)];
    const mentioned = {
      entities: [],
      mentions: [],
      ...mentionsIn(value, picked, group?.members.peek() ?? []),
    };
    if (value !== editing.text) attempt(chat.store.edit(editing, value, group ? mentioned : {}));
    return;
  }
  const replyTo = chat.replyTo.peek();
  chat.replyTo.value = null;
  clear();
  chat.unreadSeq.value = null;
  const mentions = group ? mentionsIn(value, chat.picked.splice(0), group.members.peek()) : {};
  chat.store.send(chat.id, value, { ...mentions, ...(replyTo ? { replyToSeq: replyTo.seq } : {}) });
  void chat.end();
  focusComposer();
}

function Tray({ group }: { group: WatchedGroup | null }) {
  const chat = useChat();
  const { store, id } = chat;
  const text = useSignal("");
  const area = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(text, area);
  useGrowth(area, text);
  useEffect(() => {
    // On phones the keyboard opens only when the person touches the field.
    if (!matchMedia("(pointer: coarse)").matches) area.current?.focus();
  }, [chat]);
  const put = (value: string) => {
    text.value = value;
    if (chat.editing.peek()) return;
    draft.changed(value);
    store.typing(id, value !== "");
  };
  const submit = () => submitText(chat, group, text.peek().trim(), () => put(""));
  const keyed = useComposerKeys(text, submit);
  const mentions = useMentions({ text, area, group, put });
  return (
    <>
      <MentionList mentions={mentions} />
      <div class="tray col">
        <Strip />
        <div class="line">
          <Attach />
          <textarea
            ref={area}
            rows={1}
            dir="auto"
            aria-label="Message"
            placeholder="Message"
            value={text.value}
            onInput={(event) => {
              put(event.currentTarget.value);
              mentions.look();
            }}
            onSelect={mentions.look}
            onKeyDown={(event) => {
              if (mentions.keyed(event)) event.preventDefault();
              else keyed(event);
            }}
            onBlur={() => {
              mentions.close();
              store.typing(id, false);
            }}
            {...mentionAttributes(mentions)}
          />
          <SendButton empty={text.value.trim() === ""} onSend={submit} />
        </div>
      </div>
    </>
  );
}

/** What can be sent besides text. */
function Attach() {
  const place = useSignal<Place | null>(null);
  const poll = () => {
    overlay.value = "new-poll";
  };
  return (
    <>
      <IconButton
        icon="attach"
        label="Attach"
        popup
        onClick={(event) => {
          place.value = above(event.currentTarget as Element);
        }}
      />
      {place.value && (
        <Menu
          label="Attach"
          place={place.value}
          items={[{ icon: "poll", label: "Poll", run: poll }]}
          onClose={() => {
            place.value = null;
          }}
        />
      )}
    </>
  );
}

function SendButton({ empty, onSend }: { empty: boolean; onSend: () => void }) {
  const editing = useChat().editing.value !== null;
  return (
    <button
      type="button"
      class="sendbtn"
      aria-label={editing ? "Save" : "Send"}
      disabled={empty}
      // Keeps the focus in the field, and with it the phone's keyboard open.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onSend}
    >
      <Icon name={editing ? "check" : "send"} size={20} />
    </button>
  );
}

function Strip() {
  const chat = useChat();
  const editing = chat.editing.value;
  const message = editing ?? chat.replyTo.value;
  if (!message) return null;
  return (
    <div class="strip">
      <Icon name={editing ? "edit" : "reply"} size={20} />
      <QuoteOf message={message} />
      <IconButton
        icon="close"
        size={20}
        label={editing ? "Cancel editing" : "Cancel reply"}
        onClick={() => {
          chat.editing.value = null;
          chat.replyTo.value = null;
          focusComposer();
        }}
      />
    </div>
  );
}

/** For browsers that do not size a field by its content. */
function useGrowth(area: { current: HTMLTextAreaElement | null }, text: { value: string }): void {
  const value = text.value;
  useEffect(() => {
    const element = area.current;
    if (!element || CSS.supports("field-sizing", "content")) return;
    element.style.blockSize = "auto";
    element.style.blockSize = `${element.scrollHeight}px`;
  }, [value]);
}
