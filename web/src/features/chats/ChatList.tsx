// The list of chats, with the field that finds chats and people.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConversationItem } from "../../store/types";
import { Icon, IconButton } from "../../ui/Icon";
import { Logo } from "../../ui/Logo";
import { below, Menu, type Place } from "../../ui/Menu";
import { overlay } from "../app/overlays";
import { go, route } from "../app/routes";
import { useStore } from "../app/store-context";
import { ChatRow } from "./ChatRow";
import { chatActions } from "./chat-actions";
import { FoundPerson } from "./FoundPerson";
import { useMovingRows } from "./moving";
import { folded } from "./names";

interface RowMenu {
  place: Place;
  item: ConversationItem;
}

export function ChatList() {
  const query = useSignal("");
  return (
    <section class="pane list" aria-label="Chats">
      <header class="bar">
        <h1 class="mark">
          <Logo />
          Parley
        </h1>
        <IconButton icon="compose" label="New chat" onClick={() => open("new-chat")} />
        <MainMenu />
      </header>
      <div class="list-tools">
        <label class="searchbox">
          <Icon name="search" size={20} />
          <input
            id="chat-search"
            type="search"
            placeholder="Search, or @username"
            aria-label="Search chats, or find a person by @username"
            autocomplete="off"
            value={query.value}
            onInput={(event) => {
              query.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => searchKey(event, query)}
          />
        </label>
      </div>
      <Rows
        query={query.value}
        onChosen={() => {
          query.value = "";
        }}
      />
    </section>
  );
}

function open(which: "new-chat" | "new-group" | "keyboard"): void {
  overlay.value = which;
}

function firstRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".rows .row, .rows .set");
}

function searchKey(event: KeyboardEvent, query: { value: string }): void {
  if (event.isComposing) return;
  if (event.key === "Enter") firstRow()?.click();
  else if (event.key === "ArrowDown") firstRow()?.focus();
  else if (event.key === "Escape" && query.value) query.value = "";
  else return;
  event.preventDefault();
}

function MainMenu() {
  const place = useSignal<Place | null>(null);
  return (
    <>
      <IconButton
        icon="more"
        label="Menu"
        popup
        onClick={(event) => {
          place.value = below(event.currentTarget as Element);
        }}
      />
      {place.value && (
        <Menu
          label="Menu"
          place={place.value}
          onClose={() => {
            place.value = null;
          }}
          items={[
            { icon: "users", label: "New group", run: () => open("new-group") },
            { icon: "settings", label: "Settings", run: () => go("/settings") },
            { icon: "keyboard", label: "Keyboard", keys: "Ctrl /", run: () => open("keyboard") },
          ]}
        />
      )}
    </>
  );
}

function rowKey(event: KeyboardEvent): void {
  const rows = [...document.querySelectorAll<HTMLElement>(".rows .row")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const places: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: rows.length - 1,
  };
  const to = places[event.key];
  if (event.altKey || to === undefined) return;
  event.preventDefault();
  if (to < 0) document.querySelector<HTMLElement>("#chat-search")?.focus();
  else rows[to]?.focus();
}

const WATCHED = 30;

/** Ask for the presence of the people on the screen. */
function useWatching(items: readonly ConversationItem[]): void {
  const store = useStore();
  const at = route.value;
  const onScreen = items.slice(0, WATCHED).map((item) => item.conversation.id);
  const watched = at.name === "chat" ? [at.id, ...onScreen] : onScreen;
  useEffect(() => store.watch(watched), [watched.join()]);
}

/** The only tab stop: the open chat, else the first one. */
function tabStop(shown: readonly ConversationItem[]): string | undefined {
  const at = route.value;
  const here = shown.find((item) => at.name === "chat" && item.conversation.id === at.id);
  return (here ?? shown[0])?.conversation.id;
}

/** At the pointer, or below the row if a key opened it. */
function placeOf(event: MouseEvent | KeyboardEvent): Place {
  const point = event instanceof MouseEvent && event.clientX + event.clientY > 0;
  return point ? { x: event.clientX, y: event.clientY } : below(event.currentTarget as Element);
}

function Rows({ query, onChosen }: { query: string; onChosen: () => void }) {
  const store = useStore();
  const menu = useSignal<RowMenu | null>(null);
  const items = store.items.value;
  const wanted = folded(query.trim().replace(/^@/u, ""));
  const shown = wanted ? items.filter((item) => folded(item.title).includes(wanted)) : items;
  const stop = tabStop(shown);
  useWatching(items);
  const rows = useMovingRows(shown);
  const openMenu = (event: MouseEvent | KeyboardEvent, item: ConversationItem) => {
    event.preventDefault();
    menu.value = { place: placeOf(event), item };
  };
  return (
    <nav ref={rows} class="scroll rows" aria-label="Chats" onKeyDown={rowKey} onClick={onChosen}>
      {shown.map((item) => (
        <ChatRow
          key={item.conversation.id}
          item={item}
          stop={item.conversation.id === stop}
          onMenu={openMenu}
        />
      ))}
      <FoundPerson query={query} none={shown.length === 0} />
      {items.length === 0 && query === "" && <NobodyYet />}
      <MenuOfRow menu={menu} />
    </nav>
  );
}

function MenuOfRow({ menu }: { menu: Signal<RowMenu | null> }) {
  const store = useStore();
  const open = menu.value;
  if (!open) return null;
  const close = () => {
    menu.value = null;
  };
  return (
    <Menu label={open.item.title} place={open.place} items={chatActions(store, open.item)} onClose={close} />
  );
}

function NobodyYet() {
  return (
    <div class="empty">
      <Logo size={72} />
      <h2>No chats yet</h2>
      <p>Find a person who uses this server by their username.</p>
      <button type="button" class="btn primary" onClick={() => open("new-chat")}>
        New chat
      </button>
    </div>
  );
}
