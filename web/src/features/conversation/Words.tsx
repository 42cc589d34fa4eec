// A text with its ranges: bold, code, links, mentions. No markup of a message ever becomes HTML.
import type { ComponentChildren } from "preact";
import type { Entity } from "../../store/types";
import { follow, panelPath } from "../app/routes";
import { useChat } from "./chat-state";

const LINK = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?'()[\]{}]/giu;

/** Plain text in which everything that looks like an address is a link. */
function linked(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(end, found.index), <Outside href={found[0]} text={found[0]} />);
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

function Outside({ href, text }: { href: string; text: ComponentChildren }) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" tabIndex={-1}>
      {text}
    </a>
  );
}

function Mention({ userId, text }: { userId: string; text: ComponentChildren }) {
  const { store, id } = useChat();
  const me = userId === store.me.value?.id;
  return (
    <a
      class={me ? "mention me" : "mention"}
      href={panelPath(id, "person", userId)}
      tabIndex={-1}
      onClick={follow}
    >
      {text}
    </a>
  );
}

function safe(url: string | null | undefined): string | null {
  return url && /^https?:\/\//iu.test(url) ? url : null;
}

function dressed(entity: Entity, inside: ComponentChildren): ComponentChildren {
  const url = safe(entity.url);
  switch (entity.type) {
    case "bold":
      return <b>{inside}</b>;
    case "italic":
      return <em>{inside}</em>;
    case "underline":
      return <u>{inside}</u>;
    case "strikethrough":
      return <s>{inside}</s>;
    case "code":
      return <code>{inside}</code>;
    case "pre":
      return <pre>{inside}</pre>;
    case "spoiler":
      return (
        <details class="spoiler">
          <summary>Hidden text</summary>
          {inside}
        </details>
      );
    case "link":
      return url ? <Outside href={url} text={inside} /> : inside;
    case "mention":
      return <Mention userId={entity.user_id ?? ""} text={inside} />;
  }
}

/** Ranges count code points. A range inside another one is nested, one that only overlaps is cut. */
function dress(
  characters: readonly string[],
  from: number,
  to: number,
  entities: readonly Entity[],
): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let at = from;
  for (const [index, entity] of entities.entries()) {
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start >= end) continue;
    parts.push(...linked(characters.slice(at, start).join("")));
    const inner = entities.slice(index + 1).filter(({ offset }) => offset < end);
    const content = dress(characters, start, end, inner);
    parts.push(dressed(entity, content));
    at = end;
  }
  parts.push(...linked(characters.slice(at, to).join("")));
  return parts;
}

export function Words({ text, entities }: { text: string; entities: readonly Entity[] }) {
  if (entities.length === 0) return <>{linked(text)}</>;
  const sorted = [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
  const characters = [...text];
  return <>{dress(characters, 0, characters.length, sorted)}</>;
}
