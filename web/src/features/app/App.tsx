// The whole screen: the sign-in, or the list and the conversation side by side; on phones, one of the two.
import { useEffect } from "preact/hooks";
import { Logo } from "../../ui/Logo";
import { fetchTheRest, lazily } from "../../ui/lazily";
import { Toasts } from "../../ui/Toast";
import { ChatList } from "../chats/ChatList";
import { Conversation } from "../conversation/Conversation";
import { Banner } from "./Banner";
import { overlay } from "./overlays";
import { route } from "./routes";
import { useShortcuts } from "./shortcuts";
import { useStore } from "./store-context";

const SignIn = lazily(() => import("../sign-in/SignIn").then((file) => file.SignIn));
const Settings = lazily(() => import("../settings/Settings").then((file) => file.Settings));
const NewChat = lazily(() => import("../chats/NewChat").then((file) => file.NewChat));
const NewGroup = lazily(() => import("../chats/NewGroup").then((file) => file.NewGroup));
const Panel = lazily(() => import("../info/Panel").then((file) => file.Panel));
const Join = lazily(() => import("../join/Join").then((file) => file.Join));
const NewPoll = lazily(() => import("../conversation/NewPoll").then((file) => file.NewPoll));
const Keyboard = lazily(() => import("./Keyboard").then((file) => file.Keyboard));

/** After this time the first screen is complete. */
const REST_AFTER = 1000;

export function App() {
  const store = useStore();
  if (!store.ready.value) return null;
  const me = store.me.value;
  // A person without a name has signed in but has not chosen a name yet.
  if (!me || me.name === "") return <SignIn />;
  return <Frame />;
}

function Frame() {
  useShortcuts();
  useTitle();
  useEffect(() => {
    const timer = setTimeout(fetchTheRest, REST_AFTER);
    return () => clearTimeout(timer);
  }, []);
  const open = overlay.value;
  const at = route.value;
  const panel = at.name === "chat" ? at.panel : null;
  return (
    <>
      <div
        class={panel ? "app has-panel" : "app"}
        data-show={at.name === "list" ? "list" : panel ? "panel" : "chat"}
      >
        <ChatList />
        <Main />
        {at.name === "chat" && panel && <Panel key={at.id} id={at.id} panel={panel} />}
      </div>
      {open === "new-chat" && <NewChat />}
      {open === "new-group" && <NewGroup />}
      {open === "new-poll" && at.name === "chat" && <NewPoll id={at.id} />}
      {open === "keyboard" && <Keyboard />}
      <Toasts />
    </>
  );
}

function Main() {
  const at = route.value;
  if (at.name === "settings") return <Settings />;
  if (at.name === "join") return <Join key={at.token} token={at.token} />;
  if (at.name === "chat") return <Conversation key={at.id} id={at.id} />;
  return (
    <main class="pane chat" aria-label="Conversation">
      <Banner waiting={0} />
      <div class="empty">
        <Logo size={72} />
        <h2>Pick up where you left off</h2>
        <p>
          Choose a chat, or press <kbd>Ctrl K</kbd> to jump to one by name.
        </p>
      </div>
    </main>
  );
}

/** The number of unread messages is in the title of the tab. Muted chats do not count. */
function useTitle(): void {
  const store = useStore();
  const unread = store.items.value.reduce((sum, item) => sum + (item.muted ? 0 : item.unread), 0);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : "Parley";
  }, [unread]);
}
