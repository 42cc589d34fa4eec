// The messages: a bounded window of real elements that never jumps, with one tab stop.
import { useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { day } from "../../ui/times";
import { route } from "../app/routes";
import { Announcer } from "./Announcer";
import { useChat } from "./chat-state";
import { useLogKeys } from "./log-keys";
import { useLogPointer } from "./log-pointer";
import { Run } from "./Run";
import { useReading } from "./reading";
import type { Day, Piece } from "./runs";
import { SystemLine, SystemLines } from "./SystemLine";
import { ScrollKeeper } from "./scroll-keeper";
import { TypingLine } from "./TypingLine";

/** More is loaded when the reader is this near to an edge of the loaded messages. */
const FETCH_DISTANCE = 800;

export function Log() {
  const chat = useChat();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const fetchMore = useKeeper(scroller, content);
  const keyed = useLogKeys();
  const pointer = useLogPointer();
  const days = chat.days.value;
  useLayoutEffect(() => {
    chat.keeper?.settle();
    chat.newestSeq = chat.entries.peek().findLast(({ seq }) => seq !== null)?.seq ?? 0;
  }, [days]);
  useOpening(fetchMore);
  return (
    <div
      ref={scroller}
      class="scroll log"
      role="log"
      aria-label="Messages"
      aria-live="off"
      onKeyDown={keyed}
      onScroll={() => {
        chat.keeper?.remember();
        fetchMore();
      }}
      {...pointer}
    >
      <div ref={content}>
        {days.length === 0 && (chat.timeline.loading.value ? <Skeleton /> : <Nothing />)}
        {days.map((one) => (
          <DayOf key={one.start} day={one} />
        ))}
        <TypingLine />
      </div>
      <Announcer />
    </div>
  );
}

function DayOf({ day: { start, pieces } }: { day: Day }) {
  return (
    <section class="day" aria-label={day(start)}>
      <div class="date col" aria-hidden="true">
        <span>{day(start)}</span>
      </div>
      {pieces.map((piece) => (
        <PieceOf key={piece.key} piece={piece} />
      ))}
    </section>
  );
}

function PieceOf({ piece }: { piece: Piece }) {
  if (piece.kind === "run") return <Run run={piece} />;
  if (piece.kind === "system") return <SystemLine entry={piece.entry} />;
  if (piece.kind === "systems") return <SystemLines entries={piece.entries} />;
  return <Divider />;
}

function Divider() {
  const { unreadCount } = useChat();
  const words =
    unreadCount === 1 ? "1 new message" : unreadCount > 1 ? `${unreadCount} new messages` : "New messages";
  return (
    <div class="divider col">
      <span>{words}</span>
    </div>
  );
}

function Nothing() {
  return <p class="sys col">No messages here yet</p>;
}

function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      {["other", "other", "own", "other", "own"].map((side, at) => (
        <div class={`run col ${side}`} key={at}>
          <div class="stack">
            <div class="msg">
              <div class={`bubble ${at % 2 ? "long" : ""}`} />
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}

/** Makes the keeper of the scroll position. Returns a function that loads more near the edges. */
function useKeeper(
  scroller: { current: HTMLDivElement | null },
  content: { current: HTMLDivElement | null },
) {
  const chat = useChat();
  const report = useReading(scroller);
  const { timeline } = chat;
  const fetchMore = () => {
    const element = scroller.current;
    // Before that, the log is at its top only because nothing has been placed yet.
    if (!element || !chat.opened || timeline.loading.peek() || timeline.entries.peek().length === 0) return;
    if (element.scrollTop < FETCH_DISTANCE && timeline.hasOlder.peek()) void timeline.loadOlder();
    else if ((chat.keeper?.distance ?? 0) < FETCH_DISTANCE && timeline.hasNewer.peek())
      void timeline.loadNewer();
  };
  useLayoutEffect(() => {
    if (!scroller.current || !content.current) return;
    const settled = () => {
      chat.atEnd.value = chat.keeper?.following ?? true;
      report();
    };
    const keeper = new ScrollKeeper(
      scroller.current,
      content.current,
      () => !timeline.hasNewer.peek(),
      settled,
    );
    chat.keeper = keeper;
    return () => keeper.close();
  }, [chat]);
  useSignalEffect(() => {
    if (!timeline.loading.value) queueMicrotask(fetchMore);
  });
  return () => {
    chat.atEnd.value = chat.keeper?.following ?? true;
    report();
    fetchMore();
  };
}

/** Where the log opens: at the requested message, else with the first unread one a third from the top, else at the
 * end. */
function useOpening(fetchMore: () => void): void {
  const chat = useChat();
  const at = route.value;
  const seq = at.name === "chat" ? at.seq : null;
  const entries = chat.entries.value;
  const loading = chat.timeline.loading.value;
  useLayoutEffect(() => {
    if (chat.opened || entries.length === 0) return;
    chat.noteUnread();
    const unread = chat.unreadSeq.peek();
    const found = unread === null || (entries[0]?.seq ?? unread + 1) <= unread;
    if (loading && !found) return;
    // The line is rendered by the signal that was just set, so look in the next turn, before the next frame.
    queueMicrotask(() => {
      if (chat.opened) return;
      chat.opened = true;
      const divider = document.querySelector<HTMLElement>(".log .divider");
      if (seq !== null) void chat.jump(seq);
      else if (divider) chat.keeper?.place(divider);
      else chat.keeper?.settle();
      fetchMore();
    });
  });
  useEffect(() => {
    if (chat.opened && seq !== null) void chat.jump(seq);
  }, [at]);
}
