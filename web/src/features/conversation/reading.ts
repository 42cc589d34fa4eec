// A message counts as read when it was in view, in a window that was visible and had the focus.
import { useEffect, useRef } from "preact/hooks";
import { useChat } from "./chat-state";

/** Returns a function to be called whenever the messages in view may have changed. */
export function useReading(scroller: { current: HTMLElement | null }): () => void {
  const chat = useChat();
  const reported = useRef(0);
  const frame = useRef(0);
  const report = () => {
    const seq = chat.keeper?.seenSeq() ?? null;
    const looking = document.visibilityState === "visible" && document.hasFocus();
    if (!chat.opened || !looking || seq === null || seq <= reported.current || !scroller.current) return;
    reported.current = seq;
    chat.store.seen(chat.id, seq);
  };
  const soon = () => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(report);
  };
  useEffect(() => {
    window.addEventListener("focus", soon);
    document.addEventListener("visibilitychange", soon);
    return () => {
      cancelAnimationFrame(frame.current);
      window.removeEventListener("focus", soon);
      document.removeEventListener("visibilitychange", soon);
    };
  }, [chat]);
  return soon;
}
