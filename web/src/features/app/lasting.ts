// For a state that is worth showing only once it has lasted.
import { useEffect, useState } from "preact/hooks";

const SECONDS = 3;

/** Whether something has been true for three seconds without a break. */
export function useLasting(is: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!is) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [is]);
  return is && lasting;
}
