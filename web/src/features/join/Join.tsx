// Where an invite link leads: the group, and whether this person can join it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiProblem, type Invitation } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Hint } from "../../ui/Field";
import { IconButton } from "../../ui/Icon";
import { Logo } from "../../ui/Logo";
import { inPlainWords } from "../app/problems";
import { back, chatPath, go } from "../app/routes";
import { useStore } from "../app/store-context";
import { useSubmission } from "../app/submitting";

export function Join({ token }: { token: string }) {
  const store = useStore();
  const found = useSignal<Invitation | null>(null);
  const problem = useSignal<unknown>(null);
  const look = async () => {
    try {
      found.value = await store.groups.invitation(token);
      problem.value = null;
    } catch (error) {
      problem.value = error;
    }
  };
  // If there was no connection, ask again with the next one.
  const open = store.line.value === "open";
  useEffect(() => void look(), [token, open]);
  return (
    <main class="pane chat" aria-label="Invitation">
      <header class="bar narrow-only">
        <IconButton icon="back" label="Back to chats" onClick={back} />
        <h2>Invitation</h2>
      </header>
      <div class="empty join">
        {found.value ? (
          <Found token={token} invitation={found.value} again={look} />
        ) : (
          problem.value !== null && <Refused problem={problem.value} />
        )}
      </div>
    </main>
  );
}

function Refused({ problem }: { problem: unknown }) {
  const ended = problem instanceof ApiProblem && problem.code === "not_found";
  return (
    <>
      <Logo size={72} />
      <h2>{ended ? "This link is no longer valid" : "The link cannot be opened now"}</h2>
      <p>
        {ended
          ? "It has expired, was used up or was withdrawn. Ask the person who sent it for a new one."
          : inPlainWords(problem)}
      </p>
      <button type="button" class="btn primary" onClick={() => go("/", { replace: true })}>
        To my chats
      </button>
    </>
  );
}

interface FoundProps {
  token: string;
  invitation: Invitation;
  again: () => Promise<void>;
}

function Found({ token, invitation, again }: FoundProps) {
  const { name, description, participant_count: count } = invitation.group;
  return (
    <>
      <Avatar id={token} name={name} group size={96} />
      <h2 dir="auto">{name}</h2>
      <p>{count === 1 ? "1 member" : `${count} members`}</p>
      {description && (
        <p class="about" dir="auto">
          {description}
        </p>
      )}
      <Way token={token} invitation={invitation} again={again} />
    </>
  );
}

/** Join, ask to join, wait, or open the group if this person is a member. */
function Way({ token, invitation: { group, member, requested }, again }: FoundProps) {
  const { groups } = useStore();
  const join = async () => {
    const id = await groups.join(token);
    if (id === null) await again();
    else go(chatPath(id), { replace: true });
  };
  const joining = useSubmission(async () => {
    try {
      await join();
    } catch (error) {
      // The link may have ended meanwhile. Then say so instead of the group.
      if (error instanceof ApiProblem && error.code === "not_found") await again();
      throw error;
    }
  });
  const withdrawing = useSubmission(() => groups.withdraw(token).then(again));
  const problem = joining.problem.value ?? withdrawing.problem.value;
  return (
    <>
      {member && <p>You are a member already.</p>}
      {!member && requested && <p role="status">You have asked to join. An admin has to let you in.</p>}
      {!member && !requested && group.join_approval && <p>An admin has to let you in.</p>}
      <Hint id="join-problem" error={problem} hint="" />
      {requested && !member ? (
        <button type="button" class="btn text" onClick={withdrawing.submit}>
          Withdraw
        </button>
      ) : (
        <button type="button" class="btn primary" onClick={joining.submit}>
          {member ? "Open the group" : group.join_approval ? "Ask to join" : "Join"}
        </button>
      )}
    </>
  );
}
