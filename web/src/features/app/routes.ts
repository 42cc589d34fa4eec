// The place in the app: the address holds it, and the history leads back.
import { signal } from "@preact/signals";

/** What is open beside a conversation; `of` is the person or the message it is about. */
export interface PanelRoute {
  name: string;
  of: string | null;
}

export type Route =
  | { name: "list" }
  | { name: "chat"; id: string; seq: number | null; panel: PanelRoute | null }
  | { name: "join"; token: string }
  | { name: "settings" };

/** /c/ID, /c/ID/m/SEQ, /c/ID/info, /c/ID/info/members, /c/ID/person/ID, /c/ID/seen/ID */
function parseChat(id: string, third: string | undefined, fourth: string | undefined): Route {
  const at = { name: "chat" as const, id, seq: null, panel: null };
  if (third === "m" && fourth) return { ...at, seq: Number(fourth) || null };
  if (third === "info") return { ...at, panel: { name: fourth || "info", of: null } };
  if (third && fourth) return { ...at, panel: { name: third, of: fourth } };
  return at;
}

function parse(path: string): Route {
  const [, first, id, third, fourth] = path.split("/");
  if (first === "settings") return { name: "settings" };
  if (first === "j" && id) return { name: "join", token: id };
  if (first === "c" && id) return parseChat(id, third, fourth);
  return { name: "list" };
}

/** The current route; change it through `go`. */
export const route = signal<Route>(parse(window.location.pathname));

window.addEventListener("popstate", () => {
  const before = route.peek();
  const at = parse(window.location.pathname);
  // Close what lies over the conversation; that alone is no reason to go back to an earlier place.
  const uncovered = before.name === "chat" && at.name === "chat" && before.panel && before.id === at.id;
  route.value = uncovered ? { ...at, seq: null } : at;
});

export function go(path: string, options: { replace?: boolean } = {}): void {
  if (path === window.location.pathname) {
    // The same place again, for example the same message to jump to.
    route.value = parse(path);
    return;
  }
  if (options.replace) window.history.replaceState(window.history.state, "", path);
  else window.history.pushState({ inside: true }, "", path);
  route.value = parse(path);
}

/** Go back one step if the step before was inside the app, else to the place where it would lead. */
export function back(): void {
  const at = route.peek();
  if ((window.history.state as { inside?: boolean } | null)?.inside) window.history.back();
  else go(at.name === "chat" && at.panel ? chatPath(at.id) : "/", { replace: true });
}

export function chatPath(id: string, seq?: number): string {
  return seq === undefined ? `/c/${id}` : `/c/${id}/m/${seq}`;
}

/** The path of what can be open beside a conversation. */
export function panelPath(id: string, name: string, of?: string): string {
  if (of !== undefined) return `/c/${id}/${name}/${of}`;
  return name === "info" ? `/c/${id}/info` : `/c/${id}/info/${name}`;
}

/** For links: a plain click stays inside the app, any other click is left to the browser. */
export function follow(event: MouseEvent): void {
  const link = (event.currentTarget as Element).closest("a");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(new URL(link.href).pathname);
}
