// Lists that are loaded page by page, and loaded anew when what they depend on has changed.
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Page } from "../../store/types";
import { inPlainWords } from "../app/problems";

export interface Listed<One> {
  /** null: not loaded yet. */
  results: ReadonlySignal<readonly One[] | null>;
  complete: ReadonlySignal<boolean>;
  problem: ReadonlySignal<string | null>;
  again(): Promise<void>;
  more(): Promise<void>;
}

/** Show a list. It is loaded anew, as far as it was loaded before, whenever a value of `when` changes. */
export function usePages<One>(
  read: (cursor: string | null) => Promise<Page<One>>,
  when: readonly unknown[],
): Listed<One> {
  const results = useSignal<readonly One[] | null>(null);
  const next = useSignal<string | null>(null);
  const complete = useSignal(false);
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  /** Counts the loads, so that only the answer of the last one is shown. */
  const reading = useSignal(0);
  const load = async (have: readonly One[], from: string | null, atLeast: number) => {
    const mine = reading.peek() + 1;
    reading.value = mine;
    busy.value = true;
    try {
      let all = have;
      let cursor = from;
      do {
        const page: Page<One> = await read(cursor);
        all = [...all, ...page.results];
        cursor = page.next;
      } while (cursor !== null && all.length < atLeast);
      if (reading.peek() !== mine) return;
      results.value = all;
      next.value = cursor;
      complete.value = cursor === null;
      problem.value = null;
    } catch (error) {
      if (reading.peek() === mine) problem.value = inPlainWords(error);
    } finally {
      if (reading.peek() === mine) busy.value = false;
    }
  };
  const again = () => load([], null, results.peek()?.length ?? 0);
  const more = async () => {
    if (!busy.peek() && results.peek() && next.peek()) await load(results.peek() ?? [], next.peek(), 0);
  };
  useEffect(() => void again(), [...when]);
  return { results, complete, problem, again, more };
}
