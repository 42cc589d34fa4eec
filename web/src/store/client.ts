// The signed-in person, and what depends on them: the session, the connection, the database, and everything inside.
import { batch, signal } from "@preact/signals";
import { Backoff } from "../connection/backoff";
import { Line } from "../connection/line";
import { Rest } from "../connection/rest";
import { Session } from "../connection/session";
import type { Channel, Platform } from "../platform/types";
import { ApiProblem } from "../protocol/problem";
import type { User } from "../protocol/types";
import { clearDatabase, type Db, openDatabase, readValue, writeValue } from "./database";
import { Inside } from "./inside";
import { type Kept, NOTHING_KEPT, readKept } from "./kept";
import { verifyCode } from "./sign-in";
import type { LineState } from "./types";

/** Messages between tabs: somebody signed in; or out, with the code of the reason if it was not their wish. */
type Said = { signedIn: true } | { signedIn: false; reason: string | null };

export class Client {
  readonly me = signal<User | null>(null);
  readonly ready = signal(false);
  readonly line = signal<LineState>("connecting");
  readonly signedOutReason = signal<string | null>(null);
  readonly inside = signal<Inside | null>(null);
  readonly rest: Rest;
  private readonly session: Session;
  private readonly socket: Line;
  private readonly channel: Channel;
  private readonly stopHide: () => void;
  private db: Db | null = null;
  private closed = false;

  constructor(readonly platform: Platform) {
    this.session = new Session(platform, (code) => void this.leaveEverywhere(code));
    this.rest = new Rest(platform, this.session);
    this.socket = new Line(platform, this.session, {
      state: (state) => this.lineChanged(state),
      opened: (userId) => this.opened(userId),
      update: (update) => this.inside.peek()?.update(update),
    });
    this.channel = platform.channel("parley-session");
    this.channel.listen((said) => void this.heard(said as Said));
    this.stopHide = platform.onHide(() => this.inside.peek()?.drafts.flush());
    void this.begin();
  }

  async signIn(challengeId: string, code: string): Promise<{ isNew: boolean }> {
    const answer = await verifyCode(this.platform, challengeId, code);
    this.session.take(answer.access);
    if (this.db) await clearDatabase(this.db).catch(() => undefined);
    await this.enter(answer.user, NOTHING_KEPT);
    this.say({ signedIn: true });
    return { isNew: answer.is_new_user };
  }

  /** Sign out here at once. The server learns it now, or as soon as it can be reached. */
  async signOut(): Promise<void> {
    const reached = await this.logout();
    await this.leaveEverywhere(null, !reached);
  }

  takeProfile(me: User): void {
    this.me.value = me;
    if (this.db) writeValue(this.db, "me", me).catch(() => undefined);
  }

  close(): void {
    this.closed = true;
    this.stopHide();
    this.socket.stop();
    this.inside.peek()?.close();
    this.channel.close();
    this.db?.close();
  }

  /** Show what is kept, then ask the server who is signed in. */
  private async begin(): Promise<void> {
    // Without a database everything works, but nothing is kept.
    this.db ??= await openDatabase(this.platform.indexedDB).catch(() => null);
    const me = this.db ? await readValue(this.db, "me").catch(() => undefined) : undefined;
    if (this.db && me) await this.enter(me, await readKept(this.db).catch(() => NOTHING_KEPT));
    else await this.ask();
  }

  /** Nothing is known here, but the cookie may still belong to somebody. */
  private async ask(): Promise<void> {
    const backoff = new Backoff(this.platform.random);
    while (!this.closed && !this.ready.peek()) {
      try {
        await this.session.renew();
        if (this.db && (await readValue(this.db, "owedLogout").catch(() => false))) {
          await this.rest.call("POST", "/auth/logout", {});
          await this.leave(null);
          return;
        }
        await this.enter(await this.rest.get<User>("/users/me"), NOTHING_KEPT);
        return;
      } catch (problem) {
        if (problem instanceof ApiProblem && problem.code === "not_authenticated") return;
        this.line.value = "waiting";
        await this.pause(backoff.next());
      }
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((done) => {
      const over = () => {
        stopTimer();
        stopWake();
        done();
      };
      const stopTimer = this.platform.timers.after(milliseconds, over);
      const stopWake = this.platform.onWake(over);
    });
  }

  private async enter(me: User, kept: Kept): Promise<void> {
    if (this.closed) return;
    if (this.db) await writeValue(this.db, "me", me).catch(() => undefined);
    const { platform, rest, socket: line, db } = this;
    const inside = new Inside(
      { platform, rest, line, db, profile: (user) => this.takeProfile(user) },
      me.id,
      kept,
    );
    batch(() => {
      this.inside.value = inside;
      this.me.value = me;
      this.signedOutReason.value = null;
      this.ready.value = true;
    });
    inside.people.learn([me]);
    this.socket.start();
  }

  /** Nobody is signed in here any more. `owed`: the server does not know it yet. */
  private async leave(reason: string | null, owed = false): Promise<void> {
    const was = this.inside.peek();
    this.socket.stop();
    this.session.forget();
    was?.close();
    if (this.db) {
      await clearDatabase(this.db).catch(() => undefined);
      if (owed) await writeValue(this.db, "owedLogout", true).catch(() => undefined);
    }
    batch(() => {
      this.inside.value = null;
      this.me.value = null;
      this.signedOutReason.value = was ? reason : null;
      this.ready.value = true;
    });
  }

  private async leaveEverywhere(reason: string | null, owed = false): Promise<void> {
    if (this.inside.peek()) this.say({ signedIn: false, reason });
    await this.leave(reason, owed);
  }

  private say(said: Said): void {
    this.channel.post(said);
  }

  private async logout(): Promise<boolean> {
    try {
      await this.rest.call("POST", "/auth/logout", {});
      return true;
    } catch (problem) {
      // A refusal means that nobody is signed in, which is what signing out wants.
      return problem instanceof ApiProblem && problem.code === "not_authenticated";
    }
  }

  private async heard(said: Said): Promise<void> {
    if (!said.signedIn) await this.leave(said.reason);
    else if (!this.inside.peek()) {
      this.ready.value = false;
      await this.begin();
    }
  }

  private opened(userId: string): void {
    const inside = this.inside.peek();
    if (inside?.me === userId) inside.opened();
    // Another person signed in with this browser. What is held does not belong to them.
    else void this.leave(null).then(() => this.heard({ signedIn: true }));
  }

  private lineChanged(state: LineState): void {
    const before = this.line.peek();
    this.line.value = state;
    if (before === "open" && state !== "open") this.inside.peek()?.closed();
  }
}
