// A small server that speaks the protocol to one browser, alice's. Tests do what the other people do.
import type { Socket, SocketHandlers } from "../../src/platform/types";
import type { Change, Message, Update } from "../../src/protocol/types";
import type { Clock } from "./clock";
import { person, ServerConversation } from "./conversation";
import { Refusal } from "./refusal";
import { ServerSocket } from "./socket";

type Json = Record<string, unknown>;
export const ME = "alice";
const TOKEN_SECONDS = 600;

export class Server {
  readonly conversations = new Map<string, ServerConversation>();
  readonly sockets = new Set<ServerSocket>();
  readonly opened: ServerSocket[] = [];
  readonly requests: string[] = [];
  /** The publisher loses changes, so that only a pull brings them. */
  deaf = false;
  offline = false;
  signedIn = true;
  /** Commands, by type, that get no answer, or a refusal with this code. */
  readonly silent = new Set<string>();
  readonly refusals = new Map<string, { code: string; more?: Json }>();
  /** Answers of /auth/refresh that come before the good one. */
  readonly refreshes: string[] = [];
  resetNext = false;
  /** The messages that alice deleted for herself. */
  readonly hidden: string[] = [];
  private version = 0;
  private tokens = 0;

  constructor(private readonly clock: Clock) {}

  conversation(id: string, members = [ME, "bob"], kind: "direct" | "group" = "direct"): ServerConversation {
    const conversation = new ServerConversation(id, members, kind);
    this.conversations.set(id, conversation);
    this.touch(conversation);
    return conversation;
  }

  /** Publish a change, unless the publisher loses it. */
  publish(change: Change): void {
    const conversation = this.of(change.conversation_id);
    this.touch(conversation);
    if (!this.deaf) this.update(change);
  }

  update(update: Update): void {
    for (const socket of this.sockets) if (socket.signedIn) socket.deliver(update);
  }

  touch(conversation: ServerConversation): void {
    this.version += 1;
    conversation.version = this.version;
  }

  openSocket(handlers: SocketHandlers): Socket {
    const socket = new ServerSocket(handlers, this);
    if (this.offline) {
      queueMicrotask(() => handlers.closed(1006));
      return socket;
    }
    this.sockets.add(socket);
    this.opened.push(socket);
    queueMicrotask(() => handlers.opened());
    return socket;
  }

  /** Close every socket. */
  cut(code = 4503): void {
    for (const socket of [...this.sockets]) socket.close(code);
  }

  async fetch(path: string, init: RequestInit): Promise<Response> {
    if (this.offline) throw new TypeError("Failed to fetch");
    const url = new URL(path.replace("/api/v1", ""), "http://parley.test");
    const method = init.method ?? "GET";
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as Json) : {};
    this.requests.push(`${method} ${url.pathname}`);
    try {
      const answer = this.answer(method, url, body);
      return new Response(answer === null ? null : JSON.stringify(answer), {
        status: answer === null ? 204 : 200,
      });
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      const { status, code, more } = problem;
      return new Response(JSON.stringify({ code, detail: code, status, ...more }), { status });
    }
  }

  command(socket: ServerSocket, command: Json): void {
    const type = String(command["type"]);
    if (this.silent.has(type)) return;
    const refusal = this.refusals.get(type);
    if (refusal) {
      socket.deliver({
        id: command["id"],
        error: { code: refusal.code, detail: refusal.code, ...refusal.more },
      });
      return;
    }
    try {
      socket.deliver({ id: command["id"], result: this.result(socket, type, command) });
    } catch (problem) {
      const code = problem instanceof Refusal ? problem.code : "internal";
      socket.deliver({ id: command["id"], error: { code, detail: code } });
      if (code === "not_authenticated") socket.close(4401);
    }
  }

  /** Store a message of alice's, or answer with the stored one. */
  store(command: Json): Message {
    const conversation = this.of(String(command["conversation_id"]));
    const client_message_id = String(command["client_message_id"]);
    const known = conversation.messages.find((message) => message.client_message_id === client_message_id);
    if (known) return { ...known, status: "sent" };
    const change = conversation.send(ME, String(command["text"]), { client_message_id });
    this.publish(change);
    return { ...conversation.message(conversation.messages.length), status: "sent" };
  }

  private of(id: string): ServerConversation {
    const found = this.conversations.get(id);
    if (!found) throw new Refusal(404, "not_found");
    return found;
  }

  private token(): string {
    this.tokens += 1;
    const claims = { iat: 1_000, exp: 1_000 + TOKEN_SECONDS, jti: this.tokens };
    return `h.${btoa(JSON.stringify(claims))}.s`;
  }

  private result(socket: ServerSocket, type: string, command: Json): unknown {
    if (type === "authenticate") {
      if (!this.signedIn) throw new Refusal(401, "not_authenticated");
      socket.signedIn = true;
      return { user_id: ME, device_id: "d", heartbeat_seconds: 25, server_time: "" };
    }
    if (type === "send_message") return { message: this.store(command) };
    if (type === "sync") return this.sync(command["since"] as string | undefined);
    if (type === "watch_presence") return { statuses: [] };
    if (type === "ping") return { server_time: "" };
    if (type === "refresh_token" || type === "typing") return {};
    const conversation = this.of(String(command["conversation_id"]));
    if (type === "changes") {
      return conversation.changes(ME, Number(command["after"]), Number(command["limit"] ?? 100));
    }
    const seq = Number(command["seq"]);
    const before = conversation.own(ME).read_seq;
    conversation.mark(ME, seq, type === "read" ? seq : 0);
    this.touch(conversation);
    const { my, unread_count, unread_mentions } = conversation.view(ME);
    if (my.read_seq > before) {
      this.update({ update: "mine", conversation_id: conversation.id, my, unread_count, unread_mentions });
    }
    return {};
  }

  private sync(since: string | undefined): Json {
    const reset = this.resetNext;
    this.resetNext = false;
    const after = since === undefined || reset ? 0 : Number(since);
    const moved = [...this.conversations.values()].filter(({ version }) => version > after);
    return {
      cursor: String(this.version),
      conversations: moved.map((conversation) => conversation.view(ME)),
      account: {
        ...(since === undefined || reset ? { profile: person(ME) } : {}),
        hidden_message_ids: [...this.hidden],
      },
      complete: true,
      next: null,
      reset,
    };
  }

  private answer(method: string, url: URL, body: Json): unknown {
    const [, first, id, third] = url.pathname.split("/");
    if (first === "auth") return this.auth(String(id));
    if (!this.signedIn) throw new Refusal(401, "not_authenticated");
    if (first === "users") return person(id === "me" ? ME : String(id));
    if (first === "conversations" && method === "POST") return this.of(`with-${body["user_id"]}`).view(ME);
    if (first === "messages") return this.message(String(id));
    if (first === "groups") return this.group(String(id), third, url.searchParams);
    const conversation = this.of(String(id));
    if (third === "draft") return this.draft(conversation, body);
    if (third === "messages") return this.page(conversation, url.searchParams);
    if (method === "PATCH") this.touch(conversation);
    return conversation.view(ME);
  }

  /** A group, or a page of its members. */
  private group(id: string, what: string | undefined, query: URLSearchParams): Json {
    const { members } = this.of(id);
    if (what === undefined) return { id, conversation_id: id, name: this.of(id).view(ME).title };
    const from = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit"));
    const page = members.slice(from, from + limit);
    return {
      results: page.map((member) => ({ user: person(member), role: "member" })),
      next: from + limit < members.length ? String(from + limit) : null,
    };
  }

  private message(id: string): Message {
    for (const conversation of this.conversations.values()) {
      const found = conversation.page(ME).find((message) => message.id === id);
      if (found) return found;
    }
    throw new Refusal(404, "not_found");
  }

  private draft(conversation: ServerConversation, body: Json): unknown {
    const my = conversation.own(ME);
    const draft = { ...(body as { text: string; reply_to_seq: null; version: number }), updated_at: "" };
    if (my.draft && draft.version <= my.draft.version) {
      throw new Refusal(409, "draft_outdated", { draft: my.draft });
    }
    conversation.my.set(ME, { ...my, draft });
    this.touch(conversation);
    return draft;
  }

  private auth(what: string): unknown {
    if (what === "otp") {
      const at = new Date(this.clock.now() + 60_000).toISOString();
      return { challenge_id: "challenge", expires_at: at, resend_at: at };
    }
    if (what === "logout") {
      this.signedIn = false;
      return null;
    }
    if (what === "verify") {
      this.signedIn = true;
      return { access: this.token(), user: person(ME), device: {}, is_new_user: false };
    }
    const refusal = this.refreshes.shift();
    if (refusal) throw new Refusal(refusal === "unavailable" ? 503 : 401, refusal);
    if (!this.signedIn) throw new Refusal(401, "not_authenticated");
    return { access: this.token() };
  }

  private page(conversation: ServerConversation, query: URLSearchParams): unknown {
    const limit = Number(query.get("limit") ?? 50);
    const all = conversation.page(ME);
    const [before, after, around] = ["before_seq", "after_seq", "around_seq"].map((name) => query.get(name));
    if (around) {
      const index = all.findIndex((message) => message.seq >= Number(around));
      return { results: all.slice(Math.max(0, index - limit / 2), index + limit / 2), next: null };
    }
    const found = all.filter(({ seq }) => (after ? seq > Number(after) : !before || seq < Number(before)));
    const results = after ? found.slice(0, limit) : found.slice(-limit);
    return { results, next: found.length > limit ? "more" : null };
  }
}
