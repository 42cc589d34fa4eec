// One message as the server has it now, because the store may not have it when it is shown outside the log.
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Message } from "../../store/types";
import { inPlainWords } from "../app/problems";
import { useStore } from "../app/store-context";

export interface Fetched {
  /** null: not loaded yet. */
  message: ReadonlySignal<Message | null>;
  problem: ReadonlySignal<string | null>;
}

/** Fetch a message once. */
export function useMessage(messageId: string): Fetched {
  const store = useStore();
  const message = useSignal<Message | null>(null);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    store.message(messageId).then(
      (found) => {
        message.value = found;
      },
      (error) => {
        problem.value = inPlainWords(error);
      },
    );
  }, [messageId]);
  return { message, problem };
}
