// Texts that are written and not sent: shown at once, kept soon, and a little later sent to the person's other
// devices.
import type { Rest } from "../connection/rest";
import type { Timers } from "../platform/types";
import { ApiProblem, isPassing } from "../protocol/problem";
import type { Draft } from "../protocol/types";
import type { Db, KeptDraft } from "./database";

const KEEP_MS = 300;
const SAVE_MS = 1_500;

export class Drafts {
  private readonly drafts = new Map<string, KeptDraft>();
  private readonly stops = new Map<string, () => void>();
  private open = false;

  constructor(
    private readonly timers: Timers,
    private readonly rest: Rest,
    private readonly db: Db | null,
    private readonly changed: (conversationId: string) => void,
    kept: readonly KeptDraft[],
  ) {
    for (const draft of kept) this.drafts.set(draft.conversation_id, draft);
  }

  of(conversationId: string): KeptDraft | undefined {
    return this.drafts.get(conversationId);
  }

  set(conversation_id: string, text: string, reply_to_seq: number | null): void {
    const before = this.drafts.get(conversation_id);
    const same = before ? before.text === text && before.reply_to_seq === reply_to_seq : text === "";
    if (same) return;
    const version = before?.owed ? before.version : (before?.version ?? 0) + 1;
    this.drafts.set(conversation_id, { conversation_id, text, reply_to_seq, version, owed: true });
    this.changed(conversation_id);
    this.later(conversation_id, KEEP_MS, () => {
      this.keep(conversation_id);
      this.later(conversation_id, SAVE_MS, () => void this.save(conversation_id));
    });
  }

  /** Take what the server has, unless this device has a later text that was not sent yet. */
  take(conversation_id: string, stored: Draft | null): void {
    const before = this.drafts.get(conversation_id);
    if (before?.owed || (stored && before && stored.version <= before.version)) return;
    if (stored === null && (before === undefined || before.text === "")) return;
    const { text, reply_to_seq, version } = stored ?? {
      text: "",
      reply_to_seq: null,
      version: before?.version ?? 0,
    };
    this.drafts.set(conversation_id, { conversation_id, text, reply_to_seq, version, owed: false });
    this.keep(conversation_id);
  }

  opened(): void {
    this.open = true;
    for (const draft of this.drafts.values()) if (draft.owed) void this.save(draft.conversation_id);
  }

  closed(): void {
    this.open = false;
  }

  close(): void {
    this.flush();
    for (const stop of this.stops.values()) stop();
    this.stops.clear();
  }

  /** Keep what is not kept yet, before the page goes away. */
  flush(): void {
    for (const id of this.stops.keys()) this.keep(id);
  }

  private later(conversationId: string, milliseconds: number, run: () => void): void {
    this.stops.get(conversationId)?.();
    const stop = this.timers.after(milliseconds, () => {
      this.stops.delete(conversationId);
      run();
    });
    this.stops.set(conversationId, stop);
  }

  private keep(conversationId: string): void {
    const draft = this.drafts.get(conversationId);
    if (draft) this.db?.put("drafts", draft).catch(() => undefined);
  }

  private async save(conversation_id: string): Promise<void> {
    const draft = this.drafts.get(conversation_id);
    if (!draft?.owed || !this.open) return;
    const { text, reply_to_seq, version } = draft;
    try {
      await this.rest.call("PUT", `/conversations/${conversation_id}/draft`, { text, reply_to_seq, version });
      if (this.drafts.get(conversation_id) === draft) this.put({ ...draft, owed: false });
      else this.later(conversation_id, SAVE_MS, () => void this.save(conversation_id));
    } catch (problem) {
      this.refused(draft, problem);
    }
  }

  private put(draft: KeptDraft): void {
    this.drafts.set(draft.conversation_id, draft);
    this.keep(draft.conversation_id);
  }

  private refused(draft: KeptDraft, problem: unknown): void {
    const { conversation_id } = draft;
    if (!(problem instanceof ApiProblem) || problem.code === "no_connection") return;
    if (problem.code === "draft_outdated") {
      // Another device was faster. A person who is writing just now goes on, with a version above that one.
      const stored = (problem.draft as Draft | undefined)?.version ?? draft.version;
      const current = this.drafts.get(conversation_id) ?? draft;
      this.put({ ...current, version: stored + 1, owed: true });
      this.later(conversation_id, SAVE_MS, () => void this.save(conversation_id));
    } else if (isPassing(problem)) {
      const wait = (problem.retryAfterSeconds ?? 5) * 1000;
      this.later(conversation_id, wait, () => void this.save(conversation_id));
    } else this.put({ ...draft, owed: false });
  }
}
