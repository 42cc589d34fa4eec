"""Facts about operations that their shapes do not contain: success statuses, query parameters, special error codes.

tests/config/test_schema.py compares the parameters with those of the views. The test suite looks up every answer in the
document.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from common.errors import CODES
from common.parsing import MAX_SEQ
from config.schema.operations import Operation

PAGE = ("limit", "cursor")


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one operation.

    statuses, parameters: None means that they follow from the shape of the answer. codes: the error codes besides those
    that all operations have.
    """

    statuses: tuple[int, ...] | None = None
    parameters: tuple[str, ...] | None = None
    codes: tuple[str, ...] = ()


FOR_SOME = Facts(codes=("not_allowed",))
CHANGES_MESSAGE = Facts(codes=("not_allowed", "message_deleted"))
FACTS: dict[str, Facts] = {
    "POST /auth/otp": Facts(statuses=(202,)),
    "POST /auth/verify": Facts(codes=("invalid_code", "challenge_spent", "not_allowed")),
    "POST /auth/refresh": Facts(codes=("not_authenticated", "token_superseded", "token_reused", "not_allowed")),
    "GET /users": Facts(parameters=("username",)),
    "PATCH /users/me": Facts(codes=("reserved",)),
    "PUT /users/{user_id}/status": FOR_SOME,
    "PUT /contacts/{user_id}": Facts(codes=("too_many",)),
    "PUT /blocks/{user_id}": Facts(codes=("too_many",)),
    "GET /sync": Facts(parameters=("since", "cursor", "wait")),
    "GET /conversations": Facts(parameters=(*PAGE, "archived", "q")),
    "POST /conversations": Facts(statuses=(200, 201), codes=("not_found", "not_allowed")),
    "GET /conversations/{conversation_id}/messages": Facts(
        parameters=(*PAGE, "before_seq", "after_seq", "around_seq"),
    ),
    "GET /conversations/{conversation_id}/changes": Facts(parameters=("after", "limit")),
    "PUT /conversations/{conversation_id}/draft": Facts(statuses=(200, 204), codes=("draft_outdated", "too_many")),
    "POST /messages": Facts(
        statuses=(200, 201), codes=("not_found", "not_allowed", "idempotency_conflict", "slow_mode")
    ),
    "PATCH /messages/{message_id}": CHANGES_MESSAGE,
    "DELETE /messages/{message_id}": Facts(statuses=(200, 204), parameters=("for",), codes=("not_allowed",)),
    "PUT /messages/{message_id}/reactions/{emoji}": Facts(
        codes=("not_allowed", "message_deleted", "too_many_reactions")
    ),
    "DELETE /messages/{message_id}/reactions/{emoji}": CHANGES_MESSAGE,
    "PUT /messages/{message_id}/pin": Facts(codes=("not_allowed", "message_deleted", "too_many")),
    "DELETE /messages/{message_id}/pin": CHANGES_MESSAGE,
    "GET /messages/{message_id}/votes": FOR_SOME,
    "PUT /messages/{message_id}/votes": Facts(codes=("not_allowed", "message_deleted", "poll_closed")),
    "POST /messages/{message_id}/close_poll": CHANGES_MESSAGE,
    "GET /messages/{message_id}/receipts": FOR_SOME,
    "POST /messages/{message_id}/forward": Facts(
        statuses=(200, 201), codes=("not_allowed", "message_deleted", "idempotency_conflict")
    ),
    "POST /groups": Facts(statuses=(201,)),
    "PATCH /groups/{group_id}": FOR_SOME,
    "DELETE /groups/{group_id}": FOR_SOME,
    "POST /groups/{group_id}/members": FOR_SOME,
    "PATCH /groups/{group_id}/members/{user_id}": FOR_SOME,
    "DELETE /groups/{group_id}/members/{user_id}": FOR_SOME,
    "GET /groups/{group_id}/invite_links": FOR_SOME,
    "POST /groups/{group_id}/invite_links": Facts(statuses=(201,), codes=("not_allowed", "conflict")),
    "DELETE /groups/{group_id}/invite_links/{link_id}": FOR_SOME,
    "GET /groups/{group_id}/join_requests": FOR_SOME,
    "POST /groups/{group_id}/join_requests/{user_id}": Facts(codes=("not_allowed", "conflict", "group_full")),
    "POST /join/{token}": Facts(statuses=(200, 202), codes=("group_full",)),
}


def facts_of(operation: Operation) -> Facts:
    """Return the facts of an operation; the defaults if none are listed."""
    return FACTS.get(operation.name, Facts())


def statuses(operation: Operation) -> tuple[int, ...]:
    """Return the statuses of successful answers."""
    return facts_of(operation).statuses or ((204,) if operation.answer is None else (200,))


def parameters(operation: Operation) -> tuple[str, ...]:
    """Return the names of the query parameters. A paged list has those of PAGE."""
    listed = facts_of(operation).parameters
    if listed is not None:
        return listed
    is_list = operation.method == "GET" and operation.answer is not None and "next" in operation.answer.model_fields
    return PAGE if is_list else ()


def may_have_key(operation: Operation) -> bool:
    """Return whether it accepts Idempotency-Key, that is, whether accounts.idempotency wraps its method."""
    handler: Any = getattr(operation.view, operation.method.lower())
    return hasattr(handler, "__wrapped__")


def codes(operation: Operation) -> list[str]:
    """Return the error codes of an operation, in the order of CODES."""
    found = {"invalid", "not_acceptable", "rate_limited", "busy", "unavailable", *facts_of(operation).codes}
    if operation.request is not None:
        found |= {"malformed_json", "unsupported_media_type"}
    if operation.method in {"POST", "PUT", "PATCH"}:
        found |= {"too_large"}
    if not operation.is_open:
        found |= {"not_authenticated"}
    if operation.path_parameters:
        found |= {"not_found"}
    if may_have_key(operation):
        found |= {"idempotency_conflict"}
    return [code for code in CODES if code in found]


def is_required(operation: Operation, name: str) -> bool:
    """Return whether a query parameter must be given."""
    return (operation.name, name) in {
        ("GET /users", "username"),
        ("GET /conversations/{conversation_id}/changes", "after"),
        ("DELETE /messages/{message_id}", "for"),
    }


def parameter_schema(operation: Operation, name: str) -> tuple[str, dict[str, Any]]:
    """Return the description and the schema of a query parameter."""
    most = settings.PAGE_ITEMS_MAX
    if operation.path.endswith("/changes"):
        most = 500
    seq = {"type": "integer", "minimum": 0, "maximum": MAX_SEQ}
    known: dict[str, tuple[str, dict[str, Any]]] = {
        "limit": ("How many items at most.", {"type": "integer", "minimum": 1, "maximum": most}),
        "cursor": ("The `next` of the previous page.", {"type": "string"}),
        "since": ("The `cursor` of the previous answer.", {"type": "string"}),
        "wait": (
            "How many seconds to wait for changes.",
            {"type": "integer", "minimum": 0, "maximum": settings.SYNC_WAIT_SECONDS},
        ),
        "archived": ("`true`: only archived conversations.", {"type": "string", "enum": ["true", "false"]}),
        "q": ("A part of the title, or of the name of the other person.", {"type": "string", "maxLength": 128}),
        "username": ("The whole username, in upper or lower case.", {"type": "string"}),
        "before_seq": ("Only messages with a lower seq.", seq),
        "after_seq": ("Only messages with a higher seq.", seq),
        "around_seq": ("The messages around this seq, including it.", seq),
        "after": ("The last position that the client has.", seq),
        "for": ("For whom the message is deleted.", {"type": "string", "enum": ["everyone", "me"]}),
    }
    return known[name]
