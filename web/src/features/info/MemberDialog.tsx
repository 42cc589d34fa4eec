// The question before something is done to a member.
import { Confirm } from "../../ui/Confirm";
import { Dialog } from "../../ui/Dialog";
import { Hint } from "../../ui/Field";
import { span } from "../../ui/times";
import { useStore } from "../app/store-context";
import { useSubmission } from "../app/submitting";
import type { Asking } from "./member-actions";

const SILENCES = [3_600, 8 * 3_600, 86_400, 7 * 86_400];

interface MemberDialogProps {
  asking: Asking;
  groupId: string;
  onClose: () => void;
}

export function MemberDialog({ asking: { what, member }, groupId, onClose }: MemberDialogProps) {
  const { groups } = useStore();
  const { id, name } = member.user;
  const act = () => (what === "remove" ? groups.dismiss(groupId, id) : groups.setRole(groupId, id, "owner"));
  const { problem, submit } = useSubmission(() => act().then(onClose));
  if (what === "silence") return <Silence name={name} groupId={groupId} userId={id} onClose={onClose} />;
  const asked = { problem: problem.value, onAct: submit, onClose };
  if (what === "remove") {
    return (
      <Confirm title={`Remove ${name}?`} act="Remove" bad {...asked}>
        {name} sees nothing new here any more, and cannot come back by a link. You can add them again.
      </Confirm>
    );
  }
  return (
    <Confirm title={`Hand the group over to ${name}?`} act="Hand over" {...asked}>
      {name} will own it, and can then make and dismiss admins and delete it. You stay as an admin.
    </Confirm>
  );
}

interface SilenceProps {
  name: string;
  groupId: string;
  userId: string;
  onClose: () => void;
}

function Silence({ name, groupId, userId, onClose }: SilenceProps) {
  const { groups } = useStore();
  const until = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  return (
    <Dialog title={`Silence ${name}`} onClose={onClose}>
      <p>They can read and react, but not write. Everybody sees this.</p>
      <div class="pick">
        {SILENCES.map((seconds) => (
          <Choice
            key={seconds}
            label={`For ${span(seconds)}`}
            act={() => groups.silence(groupId, userId, until(seconds))}
            onDone={onClose}
          />
        ))}
      </div>
      <div class="acts">
        <button type="button" class="btn text" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function Choice({ label, act, onDone }: { label: string; act: () => Promise<void>; onDone: () => void }) {
  const { problem, submit } = useSubmission(() => act().then(onDone));
  return (
    <>
      <button type="button" class="set" onClick={submit}>
        <span class="body">{label}</span>
      </button>
      {problem.value && <Hint id={`${label} problem`} error={problem.value} hint="" />}
    </>
  );
}
