// How far an own message has got. Colour is never the only sign.
import { Icon } from "./Icon";

export type TickState = "waiting" | "sent" | "delivered" | "read" | "failed";

const WORDS: Record<TickState, string> = {
  waiting: "Waiting",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Not sent",
};

export function tickWords(state: TickState): string {
  return WORDS[state];
}

export function Tick({ state }: { state: TickState }) {
  return <Icon name={`tick-${state}`} label={WORDS[state]} class={`tick ${state}`} />;
}
