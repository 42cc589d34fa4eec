"""What a row of the matrix is made of: an operation, whom and what it is tried on, and what each role gets."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from typing_extensions import override

from tests.authorisation.done import Done

# The first four come without a token that lets them in; alice's are tried, who may do more than anybody else here.
SIGNED_OUT = ("anonymous", "expired", "revoked", "refresh")
SIGNED_IN = ("stranger", "participant", "former", "blocked")
ROLES = (*SIGNED_OUT, *SIGNED_IN)
Effect = Callable[[Done], Awaitable[None]]
# Messages: alice's; one's own; of these what alice does not see, because she blocks its sender; what is deleted; what
# was said to oneself; alice's polls and one's own, and hers in which nobody is named.
Target = Literal["theirs", "own", "withheld", "deleted", "saved", "poll", "own poll", "anonymous poll"]


@dataclass(frozen=True, slots=True)
class Deny:
    """A refusal; the database stays as it was."""

    status: int
    code: str


@dataclass(frozen=True, slots=True)
class Allow:
    """A success, and what can be seen of it afterwards."""

    status: int
    effect: Effect


Cell = Deny | Allow
SIGN_IN = Deny(401, "not_authenticated")
# Answered byte for byte like an id that does not exist.
UNKNOWN = Deny(404, "not_found")
NOT_ALLOWED = Deny(403, "not_allowed")


@dataclass(frozen=True, slots=True)
class Row:
    """One operation on one kind of target, and its eight cells; `signed_out` holds for the four without a token.

    route: as in the URLs, below /api/v1/; its ids are put in by Cast.ids, `{name}` in query and body as well.
    person: who `user_id` is. each: cells of roles that differ.
    """

    method: str
    route: str
    signed_out: Cell
    stranger: Cell
    participant: Cell
    former: Cell
    blocked: Cell
    query: str = ""
    body: dict[str, Any] | None = None
    on: Target = "theirs"
    person: str = "alice"
    prepare: Effect | None = None
    each: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def operation(self) -> tuple[str, str]:
        return self.method, self.route

    @property
    def uses_up(self) -> bool:
        """Tell whether a success needs a message of its own."""
        return "message_id" in self.route and self.method != "GET" and self.on not in {"deleted", "saved"}

    @override
    def __str__(self) -> str:
        """Return its name in the list of tests."""
        on = self.on if "message_id" in self.route else self.person if "user_id" in self.route else ""
        return " ".join(part for part in (self.method, self.route + self.query, on) if part)

    def cell(self, role: str) -> Cell:
        """Return what a role gets."""
        found: Cell = self.each.get(role) or getattr(self, "signed_out" if role in SIGNED_OUT else role)
        return found


@dataclass(frozen=True, slots=True)
class CommandRow:
    """One command of the socket on one kind of target. Whoever is not signed in is refused with all of them.

    alone: on a socket that is not signed in. The cells' statuses are those of REST and mean nothing here.
    """

    command: str
    stranger: Cell
    participant: Cell
    former: Cell
    blocked: Cell
    fields: dict[str, Any] = field(default_factory=dict)
    on: Target = "theirs"
    prepare: Effect | None = None
    alone: bool = False

    @property
    def uses_up(self) -> bool:
        """Tell whether a success needs a message of its own."""
        return "message_id" in self.fields and self.on not in {"deleted", "saved"}

    @override
    def __str__(self) -> str:
        """Return its name in the list of tests."""
        return " ".join([self.command, self.on if "message_id" in self.fields else "", *map(str, self.fields)])

    def cell(self, role: str) -> Cell:
        """Return what a role gets."""
        found: Cell = getattr(self, role)
        return found
