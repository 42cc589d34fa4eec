// A message in one line, for rows, quotes and screen readers.
import type { Message, Preview, Store } from "../../store/types";
import type { IconName } from "../../ui/Icon";
import { nameOf } from "./names";
import { systemWords } from "./system-words";

interface OneLine {
  icon: IconName | null;
  text: string;
}

type Kind = Message["kind"];

const KINDS: Partial<Record<Kind, { icon: IconName; text: string }>> = {
  image: { icon: "image", text: "Photo" },
  video: { icon: "video", text: "Video" },
  audio: { icon: "file", text: "Audio" },
  voice: { icon: "mic", text: "Voice message" },
  document: { icon: "file", text: "File" },
  location: { icon: "location", text: "Location" },
  contact: { icon: "contact", text: "Contact" },
  poll: { icon: "poll", text: "Poll" },
};

function flat(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

export function deletedWords(store: Store, message: Message): string {
  const who = nameOf(store, message.sender_id, true);
  return `${who} deleted this message`;
}

/** A message in one line. */
export function oneLine(store: Store, message: Message): OneLine {
  if (message.deleted_at !== null) return { icon: "trash", text: deletedWords(store, message) };
  if (message.unavailable) return { icon: null, text: "No longer available" };
  if (message.kind === "system") return { icon: null, text: systemWords(store, message.system) };
  if (message.poll) return { icon: "poll", text: flat(message.poll.question) };
  return previewLine(message);
}

/** What a quote shows of the quoted message. */
export function previewLine(of: Pick<Preview, "kind" | "text">): OneLine {
  const kind = KINDS[of.kind];
  return { icon: kind?.icon ?? null, text: of.text ? flat(of.text) : (kind?.text ?? "") };
}

export function typingWords(people: readonly { name: string }[], direct: boolean): string {
  const [first, second] = people;
  if (!first || direct) return "typing…";
  const name = first.name.split(/\s/u)[0] ?? first.name;
  if (people.length > 2) return `${people.length} people are typing…`;
  return second ? `${name} and ${second.name.split(/\s/u)[0]} are typing…` : `${name} is typing…`;
}
