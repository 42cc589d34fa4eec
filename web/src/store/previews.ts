// Fetches quoted messages where an update had no preview and the quoted message is not held.
import type { Rest } from "../connection/rest";
import type { Message } from "../protocol/types";
import type { Snapshot } from "../sync/committer";

export class Previews {
  /** Those that were asked for already. Some quotes have no preview for this reader. */
  private readonly asked = new Set<string>();

  constructor(
    private readonly rest: Rest,
    private readonly take: (message: Message) => Promise<void>,
  ) {}

  /** Look for quotes without a preview in a conversation that is shown. */
  look({ messages }: Snapshot): void {
    for (const { id, reply_to } of messages) {
      if (!reply_to || reply_to.preview || this.asked.has(id)) continue;
      this.asked.add(id);
      this.rest
        .get<Message>(`/messages/${id}`)
        .then(this.take)
        .catch(() => this.asked.delete(id));
    }
  }
}
