// The sign-in of this browser: the access token, in memory only, and how the HttpOnly cookie gets the next one.
import type { Platform } from "../platform/types";
import { ApiProblem } from "../protocol/problem";
import type { RefreshAnswer } from "../protocol/types";
import { exchange } from "./http";

/** A token is renewed when this part of its life is left, or this many milliseconds. */
const LEFT = 0.2;
const LEFT_MS = 60_000;
const SUPERSEDED_TRIES = 5;
const SUPERSEDED_MS = 200;

interface Token {
  value: string;
  renewAt: number;
  endsAt: number;
}

export class Session {
  private token: Token | null = null;
  private renewing: Promise<string> | null = null;

  constructor(
    private readonly platform: Platform,
    /** Called with the code of the refusal when the server says that nobody is signed in here. */
    private readonly ended: (code: string) => void,
  ) {}

  /** Take a token that was just issued. Its life is measured by our clock, from now on. */
  take(value: string): void {
    const now = this.platform.timers.now();
    const life = lifeOf(value);
    this.token = { value, endsAt: now + life, renewAt: now + life - Math.min(life * LEFT, LEFT_MS) };
  }

  forget(): void {
    this.token = null;
  }

  /** How many milliseconds are left until the token should be renewed. */
  get renewIn(): number {
    return Math.max(0, (this.token?.renewAt ?? 0) - this.platform.timers.now());
  }

  /** Return a token that is valid now. Throws what `renew` throws. */
  async access(): Promise<string> {
    const token = this.token;
    return token && token.endsAt - this.platform.timers.now() > 1000 ? token.value : this.renew();
  }

  /** Get the next token. Throws ApiProblem; if nobody is signed in, `ended` was called before. */
  renew(): Promise<string> {
    // One tab at a time, so that the next tab sends the cookie that this one received.
    this.renewing ??= this.platform
      .locks("parley-refresh", () => this.refresh())
      .finally(() => {
        this.renewing = null;
      });
    return this.renewing;
  }

  private async refresh(tries = 1): Promise<string> {
    try {
      const answer = (await exchange(this.platform, {
        method: "POST",
        path: "/auth/refresh",
        body: {},
      })) as RefreshAnswer;
      this.take(answer.access);
      return answer.access;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.code === "token_superseded" && tries < SUPERSEDED_TRIES) {
        // Another tab was faster. Its answer brings the cookie in a moment.
        await new Promise<void>((done) => this.platform.timers.after(SUPERSEDED_MS * tries, done));
        return this.refresh(tries + 1);
      }
      if (problem.code === "not_authenticated" || problem.code === "token_reused") {
        this.forget();
        this.ended(problem.code);
      }
      throw problem;
    }
  }
}

/** Return how many milliseconds a JWT is valid; a minute if it cannot be read. */
function lifeOf(token: string): number {
  try {
    const claims = token.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? "";
    const { exp, iat } = JSON.parse(atob(claims)) as { exp: number; iat: number };
    return Number.isFinite(exp - iat) && exp > iat ? (exp - iat) * 1000 : 60_000;
  } catch {
    return 60_000;
  }
}
