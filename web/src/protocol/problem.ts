// The form in which callers see a refusal of the server, from either edge.
import type { WireError } from "./types";

/** A refusal: `code` is stable (docs/errors.md), `detail` is for people and may change. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
  readonly attemptsLeft?: number;
  /** For each invalid field, the code of what is wrong with it. */
  readonly errors?: Readonly<Record<string, string>>;
  /** With `draft_outdated`: the stored draft. */
  readonly draft?: unknown;

  constructor(error: WireError) {
    super(`${error.code}: ${error.detail}`);
    this.name = "ApiProblem";
    this.code = error.code;
    this.detail = error.detail;
    if (error.retry_after_seconds !== undefined) this.retryAfterSeconds = error.retry_after_seconds;
    if (error.attempts_left !== undefined) this.attemptsLeft = error.attempts_left;
    if (error.draft !== undefined) this.draft = error.draft;
    if (error.errors) this.errors = Object.fromEntries(error.errors.map(({ field, code }) => [field, code]));
  }
}

/** The request or its answer was lost, so nobody knows whether it was carried out. Code `no_connection`. */
export class ConnectionLost extends ApiProblem {
  constructor(detail = "The server cannot be reached") {
    super({ code: "no_connection" as WireError["code"], detail });
    this.name = "ConnectionLost";
  }
}

/** Whether the same request may succeed later. */
export function isPassing(problem: unknown): boolean {
  if (!(problem instanceof ApiProblem)) return false;
  return ["no_connection", "rate_limited", "slow_mode", "busy", "unavailable", "internal"].includes(
    problem.code,
  );
}
