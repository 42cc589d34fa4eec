// Makes the store, the one object that the screens know.
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Platform } from "../platform/types";
import { ApiProblem } from "../protocol/problem";
import type { User } from "../protocol/types";
import { Actions } from "./actions";
import { Client } from "./client";
import { GroupActions } from "./group-actions";
import type { Inside } from "./inside";
import { requestCode } from "./sign-in";
import type { ConversationItem, Store } from "./types";

const NONE: ReadonlySignal<undefined> = signal(undefined);
const NOBODY: ReadonlySet<string> = new Set();
const NO_ITEMS: readonly ConversationItem[] = [];

export function createStore(platform: Platform): Store {
  const client = new Client(platform);
  const inside = (): Inside => {
    const found = client.inside.peek();
    if (!found) throw new ApiProblem({ code: "not_authenticated", detail: "Nobody is signed in" });
    return found;
  };
  const actions = new Actions(client.rest, inside);
  const bring = (id: string) => actions.bring(id);
  const groups = new GroupActions(client.rest, platform.uuid, inside, bring);
  return {
    me: client.me,
    ready: client.ready,
    line: client.line,
    signedOutReason: client.signedOutReason,
    items: computed(() => client.inside.value?.items.list.value ?? NO_ITEMS),
    item: (id) => client.inside.value?.items.item(id) ?? NONE,
    person: (id) => client.inside.value?.people.person(id) ?? NONE,
    presence: (id) => client.inside.value?.live.presence(id) ?? NONE,
    timeline(id) {
      // A person who opens a chat that was marked as unread has seen the mark.
      const marked = inside().items.conversation(id)?.my.marked_unread;
      if (marked) actions.settings(id, { marked_unread: false }).catch(() => undefined);
      return inside().timeline(id);
    },
    requestCode: (phoneNumber) => requestCode(platform, phoneNumber),
    verifyCode: (challengeId, code) => client.signIn(challengeId, code),
    signOut: () => client.signOut(),
    async updateMe(fields) {
      client.takeProfile(await client.rest.call<User>("PATCH", "/users/me", fields));
    },
    findPerson: (username) => actions.findPerson(username),
    openDirect: (userId) => actions.openDirect(userId),
    groups,
    blocks: computed(() => client.inside.value?.blocks.value ?? NOBODY),
    block: (userId, on) => actions.block(userId, on),
    vote: (message, optionIds) => actions.vote(message, optionIds),
    closePoll: (message) => actions.closePoll(message),
    votes: (id, cursor) => actions.votes(id, cursor),
    message: (id) => actions.message(id),
    receipts: (id, cursor) => actions.receipts(id, cursor),
    receiptCount: (id) => inside().live.receipts(id),
    ...sending(inside),
    edit: (message, text, enclosed) => actions.edit(message, text, enclosed),
    remove: (message, scope) => actions.remove(message, scope),
    react: (message, emoji, on) => actions.react(message, emoji, on),
    pinConversation: (id, on) => actions.settings(id, { pinned: on }),
    mute: (id, until) => actions.settings(id, { muted_until: until }),
    markUnread: (id) => actions.settings(id, { marked_unread: true }),
    close: () => client.close(),
  };
}

type Sending = Pick<Store, "send" | "retry" | "discard" | "setDraft" | "typing" | "seen" | "watch">;

function sending(inside: () => Inside): Sending {
  return {
    send(conversationId, text, { replyToSeq, ...enclosed } = {}) {
      const { outbox, drafts, live } = inside();
      outbox.add(conversationId, text, replyToSeq ?? null, enclosed);
      if (enclosed.poll) return;
      drafts.set(conversationId, "", null);
      live.sendTyping(conversationId, false);
    },
    retry: (id) => inside().outbox.retry(id),
    discard: (id) => inside().outbox.discard(id),
    setDraft: (id, text, replyToSeq) => inside().drafts.set(id, text, replyToSeq),
    typing: (id, active) => inside().live.sendTyping(id, active),
    seen: (id, seq) => inside().sync.read(id, seq),
    watch(ids) {
      const { items, live, me } = inside();
      const peers = ids.map((id) => items.conversation(id)?.peer?.id);
      live.watch(peers.filter((id) => id !== undefined && id !== me).filter((id) => id !== undefined));
    },
  };
}
