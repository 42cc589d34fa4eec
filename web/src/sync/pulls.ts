// Gets what updates leave out: the changes of a conversation after a position, or the conversation as it is now.
import type { Rest } from "../connection/rest";
import type { SendCommand } from "../connection/types";
import type { Platform } from "../platform/types";
import { ApiProblem } from "../protocol/problem";
import type { Conversation, Update } from "../protocol/types";
import type { Account } from "./account";
import type { Window } from "./window";

/** How long a change that came too early waits for the missing ones before they are pulled. */
const HOLD_MS = 100;
const CHANGES_LIMIT = 200;
/** A conversation that nobody looks at and that is further behind than this begins anew with its last message. */
const PULL_AT_MOST = 200;
const PULLS_AT_ONCE = 4;

export interface PullPorts {
  platform: Platform;
  command: SendCommand;
  rest: Rest;
}

export class Pulls {
  constructor(
    private readonly ports: PullPorts,
    private readonly account: Account,
  ) {}

  private window(conversationId: string): Window | undefined {
    return this.account.windows.get(conversationId);
  }

  /** Take what /sync lists, several at once. `anew`: what is held of these conversations cannot be used any more. */
  async takeAll(listed: readonly Conversation[], anew: boolean): Promise<void> {
    const left = [...listed];
    const work = async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) await this.takeListed(one, anew);
    };
    await Promise.all(Array.from({ length: PULLS_AT_ONCE }, work));
  }

  /** Take a conversation that /sync lists. A person who joined again may see other messages than before. */
  async takeListed(listed: Conversation, anew = false): Promise<void> {
    const known = this.window(listed.id);
    const behind = known ? listed.position - known.position : 0;
    const far = behind > PULL_AT_MOST && known?.pieces.size === 0;
    if (anew || far || !known || known.conversation.my.joined_seq !== listed.my.joined_seq) {
      this.account.replace(listed).outdated = false;
      return;
    }
    known.takeConversation(listed);
    await this.pull(known, listed.position);
    const window = this.window(listed.id);
    if (window?.position === listed.position) window.takeCounts(listed.unread_count, listed.unread_mentions);
    if (window) window.outdated = false;
  }

  /** Pull what has changed in a conversation, unless the client has reached a position already. */
  private async pull(window: Window, atLeast = Number.POSITIVE_INFINITY): Promise<void> {
    const { id: conversation_id } = window.conversation;
    while (window.position < atLeast || window.pulledFrom !== null) {
      const fields = { conversation_id, after: window.position, limit: CHANGES_LIMIT };
      const answer = await this.ports.command("changes", fields).catch(unlessGone);
      if (this.window(conversation_id) !== window) return;
      if (answer === null || answer.reset) {
        window.giveUp();
        await this.load(conversation_id);
        return;
      }
      window.takeChanges(answer);
      if (answer.complete) return;
    }
  }

  /** Load a conversation anew, as when it is shown for the first time. An update may name one that is not shown yet.
   * */
  async load(id: string): Promise<void> {
    const { meanwhile, unknown } = this.account;
    const before = this.window(id);
    const updates: Update[] = [];
    meanwhile.set(id, updates);
    try {
      const loaded = await this.ports.rest.get<Conversation>(`/conversations/${id}`).catch(unlessGone);
      if (loaded) this.account.replace(loaded);
      else if (before) before.outdated = false;
      else this.account.nowhere(id);
      unknown.delete(id);
    } finally {
      meanwhile.delete(id);
    }
    // Apply the updates that arrived during the load.
    if (this.window(id) !== before) for (const update of updates) this.account.take(update);
  }

  /** Wait for the changes before one that came too early, then pull them. */
  async fill(window: Window): Promise<void> {
    await new Promise<void>((done) => this.ports.platform.timers.after(HOLD_MS, done));
    if (window.held.size > 0 || window.head > window.position || window.pulledFrom !== null) {
      await this.pull(window);
    }
    // The changes after that are not for this person: they may not see them any more.
    window.head = Math.min(window.head, window.position);
  }
}

/** A 404 is no reason to try again, because this person may not know about the conversation. */
function unlessGone(problem: unknown): null {
  if (problem instanceof ApiProblem && problem.code === "not_found") return null;
  throw problem;
}
