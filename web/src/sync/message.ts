// Rules for one message: its state after an update, and which state replaces which.
import type { Cause, Message, Poll, Preview } from "../protocol/types";

/** The causes that bring a new message. All others change a message that the client holds, if this person may see it.
 * */
export function brings(cause: Cause): boolean {
  return cause.kind === "sent" || cause.kind === "membership" || cause.kind === "settings";
}

/** Whether an update has the whole message even for a client without it. `cause` null: the message as this person
 * sees it. */
export function isWhole(cause: Cause | null): boolean {
  return cause === null || brings(cause);
}

/** Make this person's message from an update, which is the same for every member: derive the fields of their own. */
export function personal(published: Message, cause: Cause, held: Message | undefined, me: string): Message {
  const mine = new Set(held?.reactions.filter((reaction) => reaction.mine).map((reaction) => reaction.emoji));
  if (cause.kind === "reacted" && cause.user_id === me && cause.emoji) {
    if (cause.removed) mine.delete(cause.emoji);
    else mine.add(cause.emoji);
  }
  const reactions = published.reactions.map((reaction) => ({ ...reaction, mine: mine.has(reaction.emoji) }));
  const poll = published.poll ? { poll: ownPoll(published.poll, cause, held?.poll, me) } : {};
  return withPreview({ ...published, reactions, ...poll }, held?.reply_to?.preview ?? null);
}

/** Return the poll with this person's options: from an update about their vote, else as before. Anonymous polls name
 * nobody. */
function ownPoll(published: Poll, cause: Cause, held: Poll | null | undefined, me: string): Poll {
  const own = cause.kind === "voted" && (cause.user_id === null || cause.user_id === me);
  const before = held?.options.filter((option) => option.mine).map(({ id }) => id);
  const chosen = new Set((own ? cause.option_ids : null) ?? before);
  return {
    ...published,
    options: published.options.map((option) => ({ ...option, mine: chosen.has(option.id) })),
  };
}

/** Whether a state of a message is news to who holds another. */
export function isNewer(message: Message, held: Message | undefined): boolean {
  // What a former member holds is not replaced by word that it changed since.
  return held === undefined || (message.position > held.position && !message.unavailable);
}

/** Fill in the preview of the quoted message, because updates have none. */
export function withPreview(message: Message, preview: Preview | null): Message {
  const reply = message.reply_to;
  return reply && !reply.preview && preview ? { ...message, reply_to: { ...reply, preview } } : message;
}

/** What a message looks like when it is quoted; nothing of a deleted one. */
export function previewOf(message: Message): Preview {
  return {
    kind: message.kind,
    sender_id: message.sender_id,
    text: message.deleted_at === null ? message.text : null,
  };
}

/** Whether a message counts as unread for those after whose read_seq it comes. */
export function counts(message: Message, me: string): boolean {
  return message.sender_id !== null && message.sender_id !== me && message.deleted_at === null;
}

/** Whether a system message says something of a person: a group's end of everybody, handing it over of both. */
export function concerns(message: Message, person: string): boolean {
  const { system } = message;
  if (system === null) return false;
  const { action, actor_id, user_ids, fields } = system;
  if (action === "group_deleted" || (action === "owner_changed" && actor_id === person)) return true;
  return (user_ids ?? []).includes(person) || Object.values(fields ?? {}).includes(person);
}
