// Who chose what in a poll that is not anonymous.
import type { Poll, VotePage } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Hint } from "../../ui/Field";
import { useStore } from "../app/store-context";
import { nameOf } from "../chats/names";
import { useMessage } from "./message";
import { More, Page } from "./Page";
import { usePages } from "./pages";

type Vote = VotePage["results"][number];

export function PollVotes({ id, messageId }: { id: string; messageId: string }) {
  const store = useStore();
  const { message, problem } = useMessage(messageId);
  // Every vote changes the position of the conversation, so it shows that the votes have changed.
  const position = store.item(id).value?.conversation.position;
  const listed = usePages((cursor) => store.votes(messageId, cursor), [messageId, position]);
  const poll = message.value?.poll;
  const votes = listed.results.value;
  return (
    <Page title="Who voted">
      <Hint id="votes-problem" error={problem.value ?? listed.problem.value} hint="" />
      {poll && (
        <h3 class="question" dir="auto">
          {poll.question}
        </h3>
      )}
      {poll && votes?.length === 0 && <p class="note">Nobody yet.</p>}
      {poll && votes && <All poll={poll} votes={votes} />}
      {votes && !listed.complete.value && <More key={votes.length} onNear={listed.more} />}
    </Page>
  );
}

function All({ poll, votes }: { poll: Poll; votes: readonly Vote[] }) {
  return (
    <>
      {poll.options.map(({ id, text }) => (
        <Option key={id} text={text} votes={votes.filter(({ option_ids }) => option_ids.includes(id))} />
      ))}
    </>
  );
}

function Option({ text, votes }: { text: string; votes: readonly Vote[] }) {
  const store = useStore();
  if (votes.length === 0) return null;
  return (
    <section class="band" aria-label={text}>
      <h4 class="sec" dir="auto">
        {text} <span class="num">{votes.length}</span>
      </h4>
      <ul class="people">
        {votes.map(({ user_id }) => (
          <li class="set" key={user_id}>
            <Avatar id={user_id} name={nameOf(store, user_id)} size={40} />
            <span class="body trunc" dir="auto">
              {nameOf(store, user_id)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
