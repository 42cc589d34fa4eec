// One open conversation: header, messages, composer.
import { useEffect, useMemo } from "preact/hooks";
import { lazily } from "../../ui/lazily";
import { Banner } from "../app/Banner";
import { useLasting } from "../app/lasting";
import { useStore } from "../app/store-context";
import { Composer } from "./Composer";
import { ChatContext, ChatState, useChat } from "./chat-state";
import { Header } from "./Header";
import { Log } from "./Log";

const MessageMenu = lazily(() => import("./MessageMenu").then((file) => file.MessageMenu));
const DeleteDialog = lazily(() => import("./DeleteDialog").then((file) => file.DeleteDialog));

export function Conversation({ id }: { id: string }) {
  const store = useStore();
  const chat = useMemo(() => new ChatState(store, id), [store, id]);
  useEffect(() => () => chat.timeline.close(), [chat]);
  return (
    <ChatContext.Provider value={chat}>
      <main class="pane chat" aria-label="Conversation">
        <Header />
        <Waiting />
        <Inside />
        {chat.menu.value && <MessageMenu />}
        {chat.deleting.value && <DeleteDialog />}
      </main>
    </ChatContext.Provider>
  );
}

function Inside() {
  const { store, id, entries } = useChat();
  const unknown = store.item(id).value === undefined && entries.value.length === 0;
  const missing = useLasting(unknown && store.line.value === "open");
  if (missing) {
    return (
      <div class="empty">
        <h2>Nothing here</h2>
        <p>You are not in this chat, or not any more.</p>
      </div>
    );
  }
  return (
    <>
      <Log />
      {!unknown && <Composer />}
    </>
  );
}

function Waiting() {
  const chat = useChat();
  return <Banner waiting={chat.entries.value.filter((entry) => entry.tick === "waiting").length} />;
}
