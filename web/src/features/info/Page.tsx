// One page of the panel: a bar with the way back, and what scrolls below it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../../ui/Icon";
import { back, route } from "../app/routes";

interface PageProps {
  title: string;
  /** A page that was opened from another one goes back to it; the first page closes. */
  inner?: boolean;
  action?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, inner = false, action, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    return () => {
      const at = route.peek();
      const closed = at.name === "chat" && at.panel === null;
      if (closed && !matchMedia("(pointer: coarse)").matches) {
        document.querySelector<HTMLElement>(".tray textarea")?.focus();
      }
    };
  }, []);
  return (
    <aside class="pane panel" aria-label={title}>
      <header class="bar">
        <IconButton icon={inner ? "back" : "close"} label={inner ? "Back" : "Close"} onClick={back} />
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {action}
      </header>
      <div class="scroll">{children}</div>
    </aside>
  );
}

/** Loads more as soon as the end of the list comes near. */
export function More({ onNear }: { onNear: () => unknown }) {
  const end = useRef<HTMLDivElement>(null);
  const near = useRef(onNear);
  near.current = onNear;
  useEffect(() => {
    if (!end.current) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some((one) => one.isIntersecting)) near.current();
      },
      { rootMargin: "400px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={end} class="more" aria-hidden="true">
      <span class="sk w75" />
    </div>
  );
}
