// REST calls of the signed-in person.
import type { Platform } from "../platform/types";
import { ApiProblem } from "../protocol/problem";
import { exchange } from "./http";
import type { Session } from "./session";

export class Rest {
  constructor(
    private readonly platform: Platform,
    private readonly session: Session,
  ) {}

  get<Answer>(path: string): Promise<Answer> {
    return this.call("GET", path);
  }

  /** Call with a token. If the token turns out to have ended, call once more with the next one. */
  async call<Answer>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const attempt = (token: string) =>
      exchange(this.platform, {
        method,
        path,
        ...(body === undefined ? {} : { body }),
        headers: { ...headers, Authorization: `Bearer ${token}` },
      }) as Promise<Answer>;
    try {
      return await attempt(await this.session.access());
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.code !== "not_authenticated") throw problem;
      return attempt(await this.session.renew());
    }
  }
}

/** Return a path with those parameters that have a value. */
export function withQuery(path: string, query: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? path : `${path}?${text}`;
}
