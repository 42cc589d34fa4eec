// Light, dark, or the same as the system. public/theme.js reads the cookie before the first paint.
import { signal } from "@preact/signals";

export type Theme = "light" | "dark" | "system";

const YEAR_SECONDS = 31_536_000;

function chosen(): Theme {
  const set = document.documentElement.dataset["theme"];
  return set === "light" || set === "dark" ? set : "system";
}

export const theme = signal<Theme>(chosen());

export function setTheme(wanted: Theme): void {
  const root = document.documentElement;
  if (wanted === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = wanted;
  const seconds = wanted === "system" ? 0 : YEAR_SECONDS;
  // A cookie, so that theme.js can read it before anything is painted; the Cookie Store API answers too late for that.
  // biome-ignore lint/suspicious/noDocumentCookie: see above
  document.cookie = `theme=${wanted}; path=/; max-age=${seconds}; samesite=lax`;
  theme.value = wanted;
}
