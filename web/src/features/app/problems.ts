// Problems in words for the person: what happened, and what to do.
import { ApiProblem } from "../../store/types";

function wait(seconds: number): string {
  return seconds > 90
    ? `in ${Math.ceil(seconds / 60)} minutes`
    : `in ${Math.max(1, Math.ceil(seconds))} seconds`;
}

function tries(left: number | undefined): string {
  if (left === undefined) return "This code is wrong.";
  return `This code is wrong. ${left} ${left === 1 ? "try" : "tries"} left.`;
}

/** One or two sentences. `invalid` says what an invalid field means here. */
export function inPlainWords(problem: unknown, invalid = "The server did not accept this."): string {
  if (!(problem instanceof ApiProblem)) return "Something went wrong on this device. Try again.";
  switch (problem.code) {
    case "no_connection":
      return "The server cannot be reached. Check the network and try again.";
    case "invalid":
      return invalid;
    case "invalid_code":
      return tries(problem.attemptsLeft);
    case "challenge_spent":
      return "This code can no longer be used. Ask for a new one.";
    case "rate_limited":
      return `Too many tries. Try again ${wait(problem.retryAfterSeconds ?? 60)}.`;
    case "slow_mode":
      return `Slow mode. You can write again ${wait(problem.retryAfterSeconds ?? 60)}.`;
    case "not_allowed":
      return "You are not allowed to do this here.";
    case "not_found":
      return "This does not exist any more.";
    case "message_deleted":
      return "This message was deleted.";
    case "busy":
    case "unavailable":
      return "The server is busy. Try again in a moment.";
    default:
      return problem.detail;
  }
}
