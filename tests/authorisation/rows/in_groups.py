"""What each role may do in a group, and who was there, asked to come in, or never heard of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from tests.authorisation.cells import NOT_ALLOWED, UNKNOWN, Deny
from tests.authorisation.company import ROLES, UNTIL, Tried
from tests.authorisation.effects import in_groups as seen

Effect = Callable[[Tried], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Does:
    """A success, and what can be seen of it afterwards."""

    status: int
    effect: Effect


Cell = Deny | Does


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One operation and its cells by role. path: with placeholders. spoils: each success needs a group of its own."""

    method: str
    path: str
    cells: dict[str, Cell]
    body: dict[str, Any] | None = None
    spoils: bool = False

    @override
    def __str__(self) -> str:
        """Return its name in the list of tests."""
        return f"{self.method} {self.path} {self.body or ''}".strip()


OUTSIDE, INSIDE = ROLES[:4], ROLES[4:]


def by_role(inside: Cell, outside: Cell = UNKNOWN, **others: Cell) -> dict[str, Cell]:
    """Return the cells of who is a member in any way, of everybody else, and of those who differ."""
    return dict.fromkeys(OUTSIDE, outside) | dict.fromkeys(INSIDE, inside) | others


def for_admins(cell: Does) -> dict[str, Cell]:
    return by_role(NOT_ALLOWED, admin=cell, owner=cell)


def for_owner(cell: Does) -> dict[str, Cell]:
    return by_role(NOT_ALLOWED, owner=cell)


GROUP = "groups/{group}"
LINKS, REQUESTS, JOIN = f"{GROUP}/invite_links", f"{GROUP}/join_requests", "join/{token}"
MATE, PEER = f"{GROUP}/members/{{mate}}", f"{GROUP}/members/{{peer}}"
SAY = {"conversation_id": "{group}", "client_message_id": "{new}", "text": "From {me}"}
WALTER = {"user_ids": ["{walter}"]}
SENT, READ = Does(201, seen.sent), Does(200, seen.read)
ASKED, IN_ALREADY = Does(202, seen.waits), Does(200, seen.in_already)
LED, NOT_WAITING = Does(200, seen.led), Does(204, seen.waits_not)

ROWS = [
    GroupRow("GET", GROUP, by_role(Does(200, seen.group))),
    GroupRow("PATCH", GROUP, for_admins(Does(200, seen.renamed)), {"name": "{new}"}),
    GroupRow("PATCH", GROUP, for_admins(Does(200, seen.slowed)), {"settings": {"slow_mode_seconds": 7}}, spoils=True),
    GroupRow("DELETE", GROUP, for_owner(Does(204, seen.over)), spoils=True),
    GroupRow("GET", f"{GROUP}/members", by_role(Does(200, seen.members))),
    GroupRow("POST", f"{GROUP}/members", for_admins(Does(200, seen.walter_in)), WALTER, spoils=True),
    GroupRow("PATCH", MATE, for_owner(Does(200, seen.mate_admin)), {"role": "admin"}, spoils=True),
    GroupRow("PATCH", PEER, for_owner(Does(200, seen.peer_member)), {"role": "member"}, spoils=True),
    GroupRow("PATCH", MATE, for_owner(Does(200, seen.passed_on)), {"role": "owner"}, spoils=True),
    GroupRow("PATCH", MATE, for_admins(Does(200, seen.mate_silenced)), {"silenced_until": UNTIL}, spoils=True),
    GroupRow("PATCH", PEER, for_owner(Does(200, seen.peer_silenced)), {"silenced_until": UNTIL}, spoils=True),
    # Nobody acts on themselves but by leaving.
    GroupRow("PATCH", f"{GROUP}/members/{{me}}", by_role(NOT_ALLOWED), {"silenced_until": None}),
    GroupRow("DELETE", MATE, for_admins(Does(204, seen.mate_out)), spoils=True),
    GroupRow("DELETE", PEER, for_owner(Does(204, seen.peer_out)), spoils=True),
    GroupRow("DELETE", f"{GROUP}/members/{{owner}}", by_role(NOT_ALLOWED, owner=Does(204, seen.out)), spoils=True),
    GroupRow("DELETE", f"{GROUP}/members/{{me}}", by_role(Does(204, seen.out)), spoils=True),
    GroupRow("GET", LINKS, for_admins(Does(200, seen.links))),
    GroupRow("POST", LINKS, for_admins(Does(201, seen.linked)), {"max_uses": 1}, spoils=True),
    GroupRow("DELETE", f"{LINKS}/{{link}}", for_admins(Does(204, seen.revoked)), spoils=True),
    GroupRow("GET", REQUESTS, for_admins(Does(200, seen.requests))),
    GroupRow("POST", f"{REQUESTS}/{{pending}}", for_admins(Does(204, seen.let_in)), {"action": "approve"}, spoils=True),
    GroupRow("POST", f"{REQUESTS}/{{pending}}", for_admins(Does(204, seen.refused)), {"action": "refuse"}, spoils=True),
    # Whoever has the link, unless they were removed.
    GroupRow("GET", JOIN, by_role(LED, LED, removed=UNKNOWN)),
    GroupRow("POST", JOIN, by_role(IN_ALREADY, ASKED, removed=UNKNOWN), spoils=True),
    GroupRow("DELETE", JOIN, by_role(NOT_WAITING, NOT_WAITING, removed=UNKNOWN), spoils=True),
    GroupRow("POST", "messages", by_role(SENT, silenced=NOT_ALLOWED, left=NOT_ALLOWED, removed=NOT_ALLOWED), SAY),
    GroupRow("POST", "conversations/{group}/read", by_role(READ, left=READ, removed=READ), {"seq": 1}),
]  # fmt: skip
