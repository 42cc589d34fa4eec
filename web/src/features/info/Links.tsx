// The invite links of a group: how they are made, shown as text and as a QR code, and ended.
import { type Signal, useSignal } from "@preact/signals";
import type { ConversationItem, InviteLink } from "../../store/types";
import { Dialog } from "../../ui/Dialog";
import { Hint } from "../../ui/Field";
import { Icon, IconButton } from "../../ui/Icon";
import { say } from "../../ui/Toast";
import { inWords, span } from "../../ui/times";
import { useStore } from "../app/store-context";
import { useSubmission } from "../app/submitting";
import { useGroup } from "../app/use-group";
import { attempt } from "../chats/chat-actions";
import { Page } from "./Page";
import { type Listed, usePages } from "./pages";
import { QrCode } from "./QrCode";

const LIVES = [0, 3_600, 86_400, 7 * 86_400, 30 * 86_400];
const USES = [0, 1, 10, 50, 100];

export function Links({ item }: { item: ConversationItem }) {
  const info = useGroup(item)?.info.value;
  return (
    <Page title="Invite links" inner>
      {info && (
        <All groupId={info.id} approval={info.settings.join_approval} role={item.conversation.my.role} />
      )}
    </Page>
  );
}

function All({ groupId, approval, role }: { groupId: string; approval: boolean; role: string }) {
  const store = useStore();
  const listed = usePages(() => store.groups.links(groupId), [groupId, role]);
  const links = listed.results.value;
  return (
    <>
      <p class="note">
        {approval ? "Anybody who has a link can ask to join." : "Anybody who has a link can join."} Only
        admins see the links.
      </p>
      <NewLink groupId={groupId} listed={listed} />
      <Hint id="links-problem" error={listed.problem.value} hint="" />
      {links?.length === 0 && <p class="note">No links yet.</p>}
      {links?.map((link) => (
        <Link key={link.id} link={link} groupId={groupId} onRevoked={listed.again} />
      ))}
    </>
  );
}

function NewLink({ groupId, listed }: { groupId: string; listed: Listed<InviteLink> }) {
  const store = useStore();
  const life = useSignal(0);
  const uses = useSignal(0);
  const { problem, submit } = useSubmission(async () => {
    const expires_at = life.value > 0 ? new Date(Date.now() + life.value * 1000).toISOString() : null;
    await store.groups.createLink(groupId, { expires_at, max_uses: uses.value || null });
    await listed.again();
  });
  return (
    <form class="form" onSubmit={submit}>
      <div class="pair">
        <Select
          label="Ends"
          value={life}
          options={LIVES}
          words={(seconds) => (seconds ? `After ${span(seconds)}` : "Never")}
        />
        <Select
          label="Uses"
          value={uses}
          options={USES}
          words={(count) => (count ? String(count) : "No limit")}
        />
      </div>
      <Hint id="link-problem" error={problem.value} hint="" />
      <button type="submit" class="btn primary">
        New link
      </button>
    </form>
  );
}

interface SelectProps {
  label: string;
  value: Signal<number>;
  options: readonly number[];
  words: (option: number) => string;
}

function Select({ label, value, options, words }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <span class="input">
        <select
          value={value.value}
          onChange={(event) => {
            value.value = Number(event.currentTarget.value);
          }}
        >
          {options.map((option) => (
            <option key={option} value={option}>
              {words(option)}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" size={16} />
      </span>
    </label>
  );
}

function used({ uses, max_uses, expires_at }: InviteLink): string {
  const count = uses === 1 ? "Used once" : `Used ${uses} times`;
  const many = max_uses === null ? count : `${uses} of ${max_uses} uses`;
  if (expires_at === null) return many;
  const end = Date.parse(expires_at);
  return end > Date.now() ? `${many}, until ${inWords(end)}` : `${many}, ended`;
}

interface LinkProps {
  link: InviteLink;
  groupId: string;
  onRevoked: () => Promise<void>;
}

function Link({ link, groupId, onRevoked }: LinkProps) {
  const store = useStore();
  const shown = useSignal(false);
  const copy = () => {
    navigator.clipboard.writeText(link.url).then(
      () => say("Link copied"),
      () => say("This browser does not allow copying here."),
    );
  };
  const revoke = () => attempt(store.groups.revokeLink(groupId, link.id).then(onRevoked));
  return (
    <section class="band link" aria-label={`Link ${link.url}`}>
      <p class="url" dir="ltr">
        {link.url}
      </p>
      <p class="hint">{used(link)}</p>
      <div class="tools">
        <button type="button" class="btn soft" onClick={copy}>
          <Icon name="copy" size={20} />
          Copy
        </button>
        <IconButton
          icon="qr"
          label="QR code"
          onClick={() => {
            shown.value = true;
          }}
        />
        <button type="button" class="btn text bad" onClick={revoke}>
          Revoke
        </button>
      </div>
      {shown.value && (
        <Dialog
          title="Scan to join"
          onClose={() => {
            shown.value = false;
          }}
        >
          <QrCode text={link.url} />
          <p class="url" dir="ltr">
            {link.url}
          </p>
        </Dialog>
      )}
    </section>
  );
}
