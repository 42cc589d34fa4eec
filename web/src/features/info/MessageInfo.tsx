// Who has read this person's message, who has received it, and who has not yet; with times if they are known.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ReceiptPage } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Hint } from "../../ui/Field";
import { Icon, type IconName } from "../../ui/Icon";
import { clock, inWords } from "../../ui/times";
import { useStore } from "../app/store-context";
import { nameOf } from "../chats/names";
import { oneLine } from "../chats/words";
import { useMessage } from "./message";
import { More, Page } from "./Page";
import { usePages } from "./pages";

type Receipt = ReceiptPage["results"][number];

/** Many receipts come at the same time, so the list is fetched once for all of them. */
const PAUSE = 500;

export function MessageInfo({ id, messageId }: { id: string; messageId: string }) {
  const store = useStore();
  const moved = useSettled(store.receiptCount(id).value);
  const listed = usePages((cursor) => store.receipts(messageId, cursor), [messageId, moved]);
  const receipts = listed.results.value;
  return (
    <Page title="Who has seen it">
      <Shown messageId={messageId} />
      <Hint id="receipts-problem" error={listed.problem.value} hint="" />
      {receipts && <All receipts={receipts} />}
      {receipts && !listed.complete.value && <More key={receipts.length} onNear={listed.more} />}
    </Page>
  );
}

/** Return a number once it has not changed for a moment. */
function useSettled(value: number): number {
  const settled = useSignal(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      settled.value = value;
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled.value;
}

function Shown({ messageId }: { messageId: string }) {
  const store = useStore();
  const { message, problem } = useMessage(messageId);
  if (!message.value) return <Hint id="message-problem" error={problem.value} hint="" />;
  const { sent_at } = message.value;
  return (
    <div class="shown">
      <div class="run own">
        <div class="stack">
          <div class="msg">
            <div class="bubble">
              <span class="words" dir="auto">
                {oneLine(store, message.value).text}
              </span>
              <span class="meta">{clock(Date.parse(sent_at))}</span>
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

function All({ receipts }: { receipts: readonly Receipt[] }) {
  const of = (state: Receipt["state"]) => receipts.filter((receipt) => receipt.state === state);
  return (
    <div class="band plain">
      <Group icon="tick-read" words="Read by" receipts={of("read")} time={({ read_at }) => read_at} />
      <Group
        icon="tick-delivered"
        words="Received by"
        receipts={of("delivered")}
        time={({ delivered_at }) => delivered_at}
      />
      <Group icon="tick-sent" words="Not received yet by" receipts={of("sent")} time={() => null} />
      <p class="note">Times are kept for 30 days.</p>
    </div>
  );
}

interface GroupProps {
  icon: IconName;
  words: string;
  receipts: readonly Receipt[];
  time: (receipt: Receipt) => string | null;
}

function Group({ icon, words, receipts, time }: GroupProps) {
  const store = useStore();
  if (receipts.length === 0) return null;
  return (
    <section aria-label={`${words} ${receipts.length}`}>
      <h3 class={icon === "tick-read" ? "sec here" : "sec"}>
        <Icon name={icon} size={20} />
        {words} {receipts.length}
      </h3>
      <ul class="people">
        {receipts.map((receipt) => {
          const name = nameOf(store, receipt.user_id);
          const at = time(receipt);
          return (
            <li class="set" key={receipt.user_id}>
              <Avatar id={receipt.user_id} name={name} size={40} />
              <span class="body trunc" dir="auto">
                {name}
              </span>
              {at && <time class="val num">{inWords(Date.parse(at))}</time>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
