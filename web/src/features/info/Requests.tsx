// The people who ask to join a group, those who have waited longest first.
import type { ConversationItem, JoinRequest } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Hint } from "../../ui/Field";
import { inWords } from "../../ui/times";
import { useStore } from "../app/store-context";
import { useSubmission } from "../app/submitting";
import { useGroup } from "../app/use-group";
import { More, Page } from "./Page";
import { usePages } from "./pages";

export function Requests({ item }: { item: ConversationItem }) {
  const info = useGroup(item)?.info.value;
  return (
    <Page title="Requests to join" inner>
      {info && <All groupId={info.id} count={info.join_request_count} />}
    </Page>
  );
}

function All({ groupId, count }: { groupId: string; count: number | null }) {
  const store = useStore();
  const listed = usePages((cursor) => store.groups.requests(groupId, cursor), [groupId, count]);
  const requests = listed.results.value;
  return (
    <div class="band">
      <Hint id="requests-problem" error={listed.problem.value} hint="" />
      {requests?.length === 0 && <p class="note">Nobody is waiting.</p>}
      <ul class="people">
        {requests?.map((request) => (
          <Request key={request.user.id} request={request} groupId={groupId} onAnswered={listed.again} />
        ))}
      </ul>
      {requests && !listed.complete.value && <More key={requests.length} onNear={listed.more} />}
    </div>
  );
}

interface RequestProps {
  request: JoinRequest;
  groupId: string;
  onAnswered: () => Promise<void>;
}

function Request({ request: { user, requested_at }, groupId, onAnswered }: RequestProps) {
  const { groups } = useStore();
  const answer = (action: "approve" | "refuse") => groups.answer(groupId, user.id, action).then(onAnswered);
  const approve = useSubmission(() => answer("approve"));
  const refuse = useSubmission(() => answer("refuse"));
  return (
    <li class="request">
      <div class="set">
        <Avatar id={user.id} name={user.name} size={40} />
        <span class="body">
          <span class="trunc" dir="auto">
            {user.name}
          </span>
          <small>
            {user.username ? `@${user.username}, ` : ""}since {inWords(Date.parse(requested_at))}
          </small>
        </span>
      </div>
      <div class="tools">
        <button type="button" class="btn soft" aria-label={`Let ${user.name} in`} onClick={approve.submit}>
          Let in
        </button>
        <button type="button" class="btn text" aria-label={`Refuse ${user.name}`} onClick={refuse.submit}>
          Refuse
        </button>
      </div>
      <Hint id={`${user.id}-problem`} error={approve.problem.value ?? refuse.problem.value} hint="" />
    </li>
  );
}
