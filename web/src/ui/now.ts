// The current time, for what is shown only until a moment.
import { useEffect, useState } from "preact/hooks";

const SECOND = 1_000;
/** Browsers cannot wait longer than this. */
const LONGEST = 2 ** 31 - 1;

/** Return the time; render again when `until` is reached, and every second before it if `counting`. */
export function useNow(until: number | null, counting = false): number {
  const [, tick] = useState(0);
  const now = Date.now();
  useEffect(() => {
    if (until === null) return;
    const left = until - Date.now();
    if (left <= 0) return;
    const again = () => tick((count) => count + 1);
    const timer = counting ? setInterval(again, SECOND) : setTimeout(again, Math.min(left, LONGEST));
    return () => {
      clearTimeout(timer);
      clearInterval(timer);
    };
  }, [until, counting, until !== null && until <= now]);
  return now;
}
