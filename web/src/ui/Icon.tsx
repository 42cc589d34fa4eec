// The icons, by name; one file of symbols serves them all.
import sprite from "./icons.svg";

export type IconName =
  | "back"
  | "arrow-down"
  | "close"
  | "more"
  | "search"
  | "compose"
  | "send"
  | "react"
  | "reply"
  | "copy"
  | "link"
  | "edit"
  | "trash"
  | "pin"
  | "check"
  | "tick-waiting"
  | "tick-sent"
  | "tick-delivered"
  | "tick-read"
  | "tick-failed"
  | "unread"
  | "mute"
  | "bell"
  | "mention"
  | "users"
  | "user"
  | "image"
  | "mic"
  | "file"
  | "video"
  | "location"
  | "contact"
  | "poll"
  | "logout"
  | "keyboard"
  | "offline"
  | "settings"
  | "attach"
  | "block"
  | "chat"
  | "chevron-down"
  | "chevron-end"
  | "info"
  | "qr"
  | "shield"
  | "user-add"
  | "user-remove"
  | "clock"
  | "lock"
  | "refresh";

const DIRECTED: readonly IconName[] = ["back", "reply", "send", "chevron-end"];

interface IconProps {
  name: IconName;
  /** The size in pixels; 24 by default. */
  size?: 16 | 20;
  /** A name for screen readers; without one they skip it. */
  label?: string;
  class?: string;
}

export function Icon({ name, size, label, class: more = "" }: IconProps) {
  const classes = `icon ${size ? `s${size}` : ""} ${DIRECTED.includes(name) ? "flip" : ""} ${more}`;
  const shape = <use href={`${sprite}#${name}`} />;
  if (label === undefined) {
    return (
      <svg class={classes} aria-hidden="true">
        {shape}
      </svg>
    );
  }
  return (
    <svg class={classes} role="img" aria-label={label}>
      {shape}
    </svg>
  );
}

export function IconButton(props: {
  icon: IconName;
  label: string;
  onClick: (event: MouseEvent) => void;
  size?: 16 | 20;
  class?: string;
  tabIndex?: number;
  popup?: boolean;
}) {
  const { icon, label, onClick, size, class: more = "", tabIndex = 0, popup } = props;
  return (
    <button
      type="button"
      class={`ibtn ${more}`}
      aria-label={label}
      title={label}
      tabIndex={tabIndex}
      onClick={onClick}
      {...(popup ? { "aria-haspopup": "menu" as const } : {})}
    >
      <Icon name={icon} {...(size ? { size } : {})} />
    </button>
  );
}
