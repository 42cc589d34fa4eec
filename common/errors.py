"""Errors with stable codes, as problem+json (RFC 9457) and as socket error replies. docs/errors.md lists the codes."""

from dataclasses import dataclass, field
from typing import Any

# An answer to wrong input is small, however large the input was: it has so many errors, and names are cut to so many
# characters.
ERRORS_IN_ANSWER = 20
NAME_CHARACTERS = 60

# code → (HTTP status, title). A code that is not listed here cannot be raised.
CODES: dict[str, tuple[int, str]] = {
    "malformed_json": (400, "The body is not valid JSON"),
    "invalid": (400, "Some fields are wrong"),
    "invalid_code": (400, "The code is wrong"),
    "challenge_spent": (400, "This challenge can no longer be used; ask for a new code"),
    "reserved": (400, "This user name is reserved"),
    "too_many_reactions": (400, "There is no room for one more reaction"),
    "not_authenticated": (401, "Not signed in"),
    "token_superseded": (401, "A newer refresh token has replaced this one"),
    "token_reused": (401, "This refresh token was already used, so the device was signed out"),
    "not_allowed": (403, "Not allowed"),
    "not_found": (404, "Not found"),
    "method_not_allowed": (405, "This path does not support the method"),
    "not_acceptable": (406, "The server can answer only in JSON"),
    "too_slow": (408, "The request arrived too slowly"),
    "conflict": (409, "The current state does not allow this"),
    "idempotency_conflict": (409, "This key was already used with a different body"),
    "message_deleted": (409, "The message is deleted"),
    "poll_closed": (409, "The poll is closed"),
    "draft_outdated": (409, "A newer draft is stored"),
    "too_many": (409, "There are already as many of these as allowed"),
    "group_full": (409, "The group is full"),
    "too_large": (413, "The request is too large"),
    "unsupported_media_type": (415, "The media type is not supported"),
    "rate_limited": (429, "Too many requests"),
    "slow_mode": (429, "The group is in slow mode"),
    "internal": (500, "Something went wrong on the server"),
    "busy": (503, "The server is too busy at the moment"),
    "unavailable": (503, "The service is not available at the moment"),
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: its path with dots, a stable code, and a text for people."""

    field: str
    code: str
    detail: str

    def wire(self) -> dict[str, str]:
        """Return the entry of `errors`."""
        return {"field": self.field[:NAME_CHARACTERS], "code": self.code, "detail": self.detail}


@dataclass
class ApiError(Exception):
    """A refusal with a stable code; both edges turn it into their answer. `extra` adds members to the answer."""

    code: str
    detail: str = ""
    errors: list[FieldError] = field(default_factory=list)
    retry_after_seconds: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise KeyError for a code that is not in CODES."""
        self.status, self.title = CODES[self.code]
        self.detail = self.detail or self.title

    def problem(self) -> dict[str, Any]:
        """Return the problem+json body."""
        body: dict[str, Any] = {"type": f"urn:parley:error:{self.code}", "title": self.title, "status": self.status}
        return body | self.members()

    def members(self) -> dict[str, Any]:
        """Return the members that REST and the socket both send: code, detail, errors, retry_after_seconds, extra."""
        body: dict[str, Any] = {"code": self.code, "detail": self.detail}
        if self.errors:
            body["errors"] = [error.wire() for error in self.errors[:ERRORS_IN_ANSWER]]
        if self.retry_after_seconds is not None:
            body["retry_after_seconds"] = self.retry_after_seconds
        return body | self.extra


def invalid(field_name: str, code: str, detail: str) -> ApiError:
    """Return the error for one wrong field."""
    return ApiError("invalid", errors=[FieldError(field_name, code, detail)])


def not_found() -> ApiError:
    """Return the error for things that do not exist, and for things that the caller may not know about."""
    return ApiError("not_found")
