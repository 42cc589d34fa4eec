"""Who plays which role, where they meet alice, and what lies there to be tried on."""

import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.chat.tokens import claims, signed
from tests.harness.people import Person
from tests.harness.sockets import SocketClient

Message = dict[str, Any]


@dataclass(slots=True)
class Place:
    """A conversation of alice and one other person; the messages by whose they are. Cells that allow use one up."""

    conversation_id: str
    messages: dict[str, list[Message]] = field(default_factory=dict)

    def message_id(self, target: str, *, use_up: bool) -> str:
        """Return the one that refusals are tried on, or one of its own for a success."""
        lying = self.messages.get(target) or self.messages["theirs"]
        if not use_up:
            return str(lying[0]["id"])
        assert len(lying) > 1, "let there be more in stage.LYING"
        return str(lying.pop()["id"])


@dataclass(slots=True)
class Cast:
    """Everybody: alice, whose things they are; bob, charlie, frieda and eve, who play the roles; bystanders.

    ivan is in their address books and blocked by them, walter is nobody's yet, mallory blocks them.
    """

    people: dict[str, Person]
    revoked: Person
    places: dict[str, Place]
    group_id: str
    # To the group.
    link: dict[str, Any]
    # Said to oneself: what is one's own beyond doubt, and where forwarding may go.
    saved: dict[str, Message]
    open: AsyncExitStack
    # Alice's.
    username: str
    sockets: dict[str, SocketClient] = field(default_factory=dict)

    PLAYERS = {"participant": "bob", "stranger": "charlie", "former": "frieda", "blocked": "eve"}

    def person(self, role: str) -> Person:
        """Return who plays a role."""
        return self.people[self.PLAYERS.get(role, "alice")]

    def place(self, role: str) -> Place:
        """Return where a role is tried: a stranger in the conversation of alice and bob."""
        return self.places.get(role, self.places["participant"])

    def access(self, role: str) -> str | None:
        """Return what a role has for an access token."""
        alice = self.people["alice"]
        tokens = {
            "anonymous": None,
            "expired": signed(claims(alice, exp=int(time.time()) - 60)),
            "revoked": self.revoked.access,
            "refresh": alice.refresh,
        }
        return tokens[role] if role in tokens else self.person(role).access

    def refresh(self, role: str) -> str | None:
        """Return what a role has for a refresh token."""
        alice = self.people["alice"]
        tokens = {
            "anonymous": None,
            "expired": signed(claims(alice, token_type="refresh", exp=int(time.time()) - 60)),
            "revoked": self.revoked.refresh,
        }
        return tokens[role] if role in tokens else self.person(role).refresh

    def ids(self, role: str, on: str = "theirs", person: str = "alice", *, use_up: bool = False) -> dict[str, str]:
        """Return what the placeholders of a row stand for in one cell."""
        place = self.place(role)
        people = {name: str(one.id) for name, one in self.people.items()}
        saved = self.saved.get(role, self.saved["participant"])
        return people | {
            "me": str(self.person(role).id),
            "person": people.get(person, str(self.person(role).id)),
            "conversation": place.conversation_id,
            "message": saved["id"] if on == "saved" else place.message_id(on, use_up=use_up),
            "group": self.group_id,
            "link": self.link["id"],
            "token": self.link["token"],
            "device": str(self.people["alice"].device_id),
            "saved": saved["conversation_id"],
            "new": str(uuid4()),
            "access": self.access(role) or "",
            "refresh": self.refresh(role) or "",
            "alices_access": self.people["alice"].access,
            "username": self.username,
        }

    def elsewhere(self, ids: dict[str, str]) -> dict[str, str]:
        """Return the same with ids that do not exist for all that may be unknown to somebody."""
        own = {ids["me"], *(message["id"] for message in self.saved.values())}
        unknown = ("alice", "person", "conversation", "message", "group", "device", "link")
        return ids | {name: str(uuid4()) for name in unknown if ids[name] not in own} | {"token": "A" * 22}

    async def close(self) -> None:
        """Close all that is open."""
        await self.open.aclose()
        for person in (*self.people.values(), self.revoked):
            await person.leave()
