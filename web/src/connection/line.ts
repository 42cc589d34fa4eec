// The only WebSocket. It signs in, keeps itself alive, and reconnects after every loss.
import type { Platform, Socket } from "../platform/types";
import { ApiProblem, ConnectionLost } from "../protocol/problem";
import type { CommandFields, CommandName, CommandResult, Reply, Update } from "../protocol/types";
import { Backoff } from "./backoff";
import { Commands } from "./commands";
import type { Session } from "./session";
import type { LineState } from "./types";

const OPEN_MS = 15_000;
/** After this much silence the server is asked whether it is there; the second figure is its time to answer. */
const SILENCE_MS = 30_000;
const ANSWER_MS = 10_000;
const WAKE_ANSWER_MS = 4_000;
const FLOODING_MS = 5_000;
/** After a connection that lasted this long, the back-off begins with the shortest wait. */
const STEADY_MS = 5_000;

export interface LineHandlers {
  state(state: LineState): void;
  opened(userId: string): void;
  update(update: Update): void;
}

export class Line {
  private socket: Socket | null = null;
  private commands: Commands | null = null;
  private authenticated = false;
  private running = false;
  private failed = false;
  private stopTimers: (() => void)[] = [];
  private stopRetry: (() => void) | null = null;
  private stopWake: (() => void) | null = null;
  private heardAt = 0;
  /** How many frames have arrived. */
  private heard = 0;
  private openedAt = 0;
  private attempt = 0;
  private readonly backoff: Backoff;

  constructor(
    private readonly platform: Platform,
    private readonly session: Session,
    private readonly handlers: LineHandlers,
  ) {
    this.backoff = new Backoff(platform.random);
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.failed = false;
    this.backoff.reset();
    this.stopWake = this.platform.onWake(() => this.wake());
    void this.connect();
  }

  stop(): void {
    this.running = false;
    this.stopWake?.();
    this.stopRetry?.();
    this.drop();
  }

  /** Send a command. Rejects at once with ConnectionLost when there is no connection. */
  readonly command = <Name extends CommandName>(
    name: Name,
    fields: CommandFields<Name>,
  ): Promise<CommandResult<Name>> => {
    if (!this.commands || !this.authenticated) return Promise.reject(new ConnectionLost());
    return this.commands.send(name, fields);
  };

  private async connect(): Promise<void> {
    this.stopRetry = null;
    const attempt = ++this.attempt;
    this.handlers.state(this.failed ? "waiting" : "connecting");
    let token: string;
    try {
      token = await this.session.access();
    } catch (problem) {
      // If nobody is signed in, the session has called `ended`, and its listener stops this line.
      const after = problem instanceof ApiProblem ? (problem.retryAfterSeconds ?? 0) * 1000 : 0;
      if (!this.running || attempt !== this.attempt) return;
      this.failed = true;
      this.retry(after);
      return;
    }
    if (this.running && attempt === this.attempt) this.open(token);
  }

  private open(token: string): void {
    const { timers } = this.platform;
    let over = false;
    const socket = this.platform.openSocket("/ws/messages", {
      opened: () => {
        if (this.socket !== socket) return;
        commands.send("authenticate", { token }).then(
          (hello) => this.begin(hello.user_id),
          () => this.abandon(socket),
        );
      },
      received: (text) => {
        if (this.socket === socket) this.receive(text);
      },
      closed: (code) => {
        if (over) return;
        over = true;
        if (this.socket === socket) this.lost(code);
      },
    });
    const commands = new Commands(
      timers,
      (frame) => socket.send(frame),
      () => this.abandon(socket),
    );
    this.socket = socket;
    this.commands = commands;
    this.stopTimers.push(
      timers.after(OPEN_MS, () => {
        if (!this.authenticated) this.abandon(socket);
      }),
    );
  }

  private begin(userId: string): void {
    this.authenticated = true;
    this.failed = false;
    this.openedAt = this.heardAt = this.platform.timers.now();
    this.handlers.state("open");
    this.listenForSilence();
    this.renewInTime();
    this.handlers.opened(userId);
  }

  private receive(text: string): void {
    this.heardAt = this.platform.timers.now();
    this.heard += 1;
    const frame = JSON.parse(text) as Reply | Update;
    if ("update" in frame) this.handlers.update(frame);
    else this.commands?.settle(frame);
  }

  private listenForSilence(): void {
    const silent = this.platform.timers.now() - this.heardAt;
    if (silent >= SILENCE_MS) this.probe(ANSWER_MS);
    const next = silent >= SILENCE_MS ? SILENCE_MS : SILENCE_MS - silent;
    this.stopTimers.push(this.platform.timers.after(next, () => this.listenForSilence()));
  }

  /**
   * Ask whether the server is there, and give the connection up when nothing arrives. What arrives before the answer
   * may have been sent earlier, so then the server is asked again.
   */
  private probe(answerMs: number): void {
    const { socket, heard } = this;
    if (!socket || !this.authenticated) return;
    let answered = false;
    this.command("ping", {}).then(
      () => {
        answered = true;
      },
      () => undefined,
    );
    this.stopTimers.push(
      this.platform.timers.after(answerMs, () => {
        if (this.heard === heard) this.abandon(socket);
        else if (!answered) this.probe(answerMs);
      }),
    );
  }

  private renewInTime(): void {
    const { socket } = this;
    this.stopTimers.push(
      this.platform.timers.after(this.session.renewIn, async () => {
        try {
          const token = await this.session.renew();
          if (this.socket !== socket) return;
          await this.command("refresh_token", { token });
          this.renewInTime();
        } catch {
          // The server closes the socket when its token ends, and the next socket begins with another token.
        }
      }),
    );
  }

  /** The network may be back, or the machine woke up: look at once. */
  private wake(): void {
    if (this.stopRetry) {
      this.stopRetry();
      void this.connect();
    } else if (this.authenticated) this.probe(WAKE_ANSWER_MS);
  }

  private abandon(socket: Socket): void {
    if (this.socket !== socket) return;
    // The event `closed` of this socket may come late, and nobody listens to it any more.
    this.lost(1006);
    socket.close();
  }

  private lost(code: number): void {
    const steady = this.authenticated && this.platform.timers.now() - this.openedAt >= STEADY_MS;
    this.failed = !this.authenticated || !steady;
    if (steady) this.backoff.reset();
    this.drop();
    if (!this.running) return;
    if (code === 4401) this.session.forget();
    if (code === 4400 || code === 4413) this.backoff.exhaust();
    this.retry(code === 4429 ? FLOODING_MS : 0);
  }

  private retry(atLeastMs: number): void {
    this.handlers.state(this.failed ? "waiting" : "connecting");
    const wait = atLeastMs + this.backoff.next();
    this.stopRetry = this.platform.timers.after(wait, () => void this.connect());
  }

  private drop(): void {
    const { socket, commands } = this;
    for (const stop of this.stopTimers.splice(0)) stop();
    this.socket = this.commands = null;
    this.authenticated = false;
    this.attempt += 1;
    commands?.lose();
    socket?.close();
  }
}
