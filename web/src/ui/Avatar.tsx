// Avatars: initials on a colour that never changes for a person. People are round, groups are square.
const COLOURS = 8;

/** The class of a person's colour, c1 to c8. It depends on the id alone, never on a place in a list. */
export function colourOf(id: string): string {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return `c${(hash % COLOURS) + 1}`;
}

/** One or two letters: those of the first word and of the last one. */
export function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words.at(0) ?? name;
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => /[\p{L}\p{N}]/u.exec(word ?? "")?.[0] ?? "")
    .join("")
    .toLocaleUpperCase();
}

interface AvatarProps {
  id: string;
  name: string;
  group?: boolean;
  online?: boolean;
  size?: 32 | 40 | 96;
}

export function Avatar({ id, name, group = false, online = false, size }: AvatarProps) {
  const classes = ["av", colourOf(id), group ? "group" : "", online ? "online" : "", size ? `a${size}` : ""];
  return (
    <span class={classes.join(" ")} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
