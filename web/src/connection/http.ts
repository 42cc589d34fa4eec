// One HTTP exchange: JSON in both directions, and every failure is an ApiProblem.
import type { Platform } from "../platform/types";
import { ApiProblem, ConnectionLost } from "../protocol/problem";
import type { WireError } from "../protocol/types";

const TIMEOUT_MS = 30_000;

export interface Exchange {
  method: string;
  /** The path below /api/v1. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Return the answer's body, null if it has none. Throws ApiProblem; ConnectionLost if the server did not answer. */
export async function exchange(
  platform: Platform,
  { method, path, body, headers }: Exchange,
): Promise<unknown> {
  const abort = new AbortController();
  const stop = platform.timers.after(TIMEOUT_MS, () => abort.abort());
  try {
    const init: RequestInit = {
      method,
      signal: abort.signal,
      credentials: "same-origin",
      headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await platform.fetch(`/api/v1${path}`, init);
    const text = await response.text();
    if (!response.ok) throw refusal(response, text);
    return text === "" ? null : JSON.parse(text);
  } catch (error) {
    throw error instanceof ApiProblem ? error : new ConnectionLost(String(error));
  } finally {
    stop();
  }
}

/** Return the problem of an answer. A proxy may have answered in place of the server, which then refused nothing. */
function refusal(response: Response, text: string): ApiProblem {
  const after = Number(response.headers.get("Retry-After"));
  const known = parsed(text);
  if (known === null) {
    if (response.status < 500 && response.status !== 429)
      return new ConnectionLost(`HTTP ${response.status}`);
    const error: WireError = { code: "unavailable", detail: `HTTP ${response.status}` };
    return new ApiProblem(after > 0 ? { ...error, retry_after_seconds: after } : error);
  }
  if (known.retry_after_seconds === undefined && after > 0) known.retry_after_seconds = after;
  return new ApiProblem(known);
}

function parsed(text: string): WireError | null {
  try {
    const found = JSON.parse(text) as Partial<WireError> | null;
    return found && typeof found.code === "string" && typeof found.detail === "string"
      ? (found as WireError)
      : null;
  } catch {
    return null;
  }
}
