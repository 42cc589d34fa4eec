// How times are written, in the reader's language. Making a formatter is slow, so each is made only once.
const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(milliseconds: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(undefined, options);
    formats.set(key, made);
  }
  return made.format(milliseconds);
}

/** The midnight before a moment, in local time. It is the same for all moments of one day. */
export function dayOf(milliseconds: number): number {
  return new Date(milliseconds).setHours(0, 0, 0, 0);
}

function daysAgo(milliseconds: number, now: number): number {
  return Math.round((dayOf(now) - dayOf(milliseconds)) / DAY);
}

export function clock(milliseconds: number): string {
  return format(milliseconds, { hour: "2-digit", minute: "2-digit" });
}

function date(milliseconds: number, now: number): string {
  const sameYear = new Date(milliseconds).getFullYear() === new Date(now).getFullYear();
  return format(milliseconds, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/** "March 2025". */
export function month(milliseconds: number): string {
  return format(milliseconds, { month: "long", year: "numeric" });
}

/** Today, Yesterday, a weekday, or a date. */
export function day(milliseconds: number, now = Date.now()): string {
  const days = daysAgo(milliseconds, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return days > 1 && days < 7 ? format(milliseconds, { weekday: "long" }) : date(milliseconds, now);
}

/** For a row of the list: the time today, else the day. */
export function moment(milliseconds: number, now = Date.now()): string {
  return daysAgo(milliseconds, now) === 0 ? clock(milliseconds) : day(milliseconds, now);
}

/** For a sentence: "14:02", "yesterday at 14:02", "3 Mar at 14:02". */
export function inWords(milliseconds: number, now = Date.now()): string {
  const days = daysAgo(milliseconds, now);
  if (days === 0) return clock(milliseconds);
  const named = days === 1 ? "yesterday" : day(milliseconds, now);
  return `${named} at ${clock(milliseconds)}`;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A span of time: "30 seconds", "2 hours". */
export function span(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= length && seconds % length === 0) ?? UNITS[3];
  return new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "long" }).format(
    seconds / length,
  );
}

/** Minutes and seconds, "0:42". */
export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
