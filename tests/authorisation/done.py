"""What an effect looks at: who did it, on what, and what was answered."""

from dataclasses import dataclass, field
from typing import Any

from tests.authorisation.cast import Cast
from tests.harness.people import Person
from tests.harness.sockets import SocketClient


@dataclass(slots=True)
class Done:
    """One cell under way. `answer` is the body of the answer, or a command's result; {} before it is there."""

    cast: Cast
    role: str
    ids: dict[str, str]
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def me(self) -> Person:
        """Return the person whose role it is; alice for those of tokens."""
        return self.cast.person(self.role)

    @property
    def socket(self) -> SocketClient:
        """Return that person's socket."""
        return self.cast.sockets[self.cast.PLAYERS[self.role]]

    async def get(self, path: str, person: Person | None = None) -> dict[str, Any]:
        """Return what a person, by default the one whose role it is, is told now."""
        answer = await (person or self.me).rest.get(path.format(**self.ids))
        assert answer.status_code == 200, f"{path}: {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    async def message(self, person: Person | None = None) -> dict[str, Any]:
        """Return the message it is about."""
        return await self.get("/messages/{message}", person)

    async def conversation(self, person: Person | None = None) -> dict[str, Any]:
        """Return the conversation it is about."""
        return await self.get("/conversations/{conversation}", person)
