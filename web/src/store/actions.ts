// What a person does to conversations, messages and people: one call each, whose answer is applied at once.
import { type Rest, withQuery } from "../connection/rest";
import type { Enclosed } from "../outbox/row";
import { ApiProblem } from "../protocol/problem";
import type { Conversation, Message, ReceiptPage, User, VotePage } from "../protocol/types";
import type { Inside } from "./inside";

export class Actions {
  constructor(
    private readonly rest: Rest,
    private readonly inside: () => Inside,
  ) {}

  async findPerson(username: string): Promise<User | null> {
    const name = username.trim().replace(/^@/, "");
    const { results } = await this.rest.get<{ results: User[] }>(withQuery("/users", { username: name }));
    this.inside().people.learn(results);
    return results[0] ?? null;
  }

  async openDirect(userId: string): Promise<string> {
    const conversation = await this.rest.call<Conversation>("POST", "/conversations", { user_id: userId });
    await this.inside().sync.takeConversation(conversation);
    return conversation.id;
  }

  async vote(message: Message, optionIds: readonly number[]): Promise<void> {
    const body = { option_ids: [...optionIds] };
    await this.takes(this.rest.call<Message>("PUT", `/messages/${message.id}/votes`, body));
  }

  async closePoll(message: Message): Promise<void> {
    await this.takes(this.rest.call<Message>("POST", `/messages/${message.id}/close_poll`, {}));
  }

  votes(messageId: string, cursor: string | null): Promise<VotePage> {
    return this.rest.get(withQuery(`/messages/${messageId}/votes`, { limit: 100, cursor }));
  }

  message(messageId: string): Promise<Message> {
    return this.rest.get(`/messages/${encodeURIComponent(messageId)}`);
  }

  receipts(messageId: string, cursor: string | null): Promise<ReceiptPage> {
    const path = `/messages/${encodeURIComponent(messageId)}/receipts`;
    return this.rest.get(withQuery(path, { limit: 100, cursor }));
  }

  async block(userId: string, on: boolean): Promise<void> {
    await this.rest.call(on ? "PUT" : "DELETE", `/blocks/${userId}`);
    const { blocks } = this.inside();
    const next = new Set(blocks.peek());
    if (on) next.add(userId);
    else next.delete(userId);
    blocks.value = next;
  }

  async edit(
    message: Message,
    text: string,
    enclosed: Pick<Enclosed, "entities" | "mentions"> = {},
  ): Promise<void> {
    await this.takes(this.rest.call<Message>("PATCH", `/messages/${message.id}`, { text, ...enclosed }));
  }

  async remove(message: Message, scope: "me" | "everyone"): Promise<void> {
    await this.rest.call("DELETE", withQuery(`/messages/${message.id}`, { for: scope }));
    if (scope === "me") await this.inside().sync.hide(message.conversation_id, message.id);
  }

  async react(message: Message, emoji: string, on: boolean): Promise<void> {
    const path = `/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`;
    await this.takes(this.rest.call<Message>(on ? "PUT" : "DELETE", path));
  }

  async settings(id: string, settings: Record<string, unknown>): Promise<void> {
    const conversation = await this.rest.call<Conversation>("PATCH", `/conversations/${id}`, settings);
    await this.inside().sync.takeConversation(conversation);
  }

  /** Apply what a call answered. What an answer lacks comes as an update. */
  private async takes(call: Promise<Message>): Promise<void> {
    await this.inside().sync.takeMessage(await call);
  }

  /** Take a conversation that this person has just come into. */
  async bring(id: string): Promise<void> {
    try {
      const conversation = await this.rest.get<Conversation>(`/conversations/${id}`);
      await this.inside().sync.takeConversation(conversation);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      // The conversation exists; the next sync brings it.
      this.inside().sync.want(id);
    }
  }
}
