"""Eight people, what lies between them, and of every canary who may see it."""

import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.harness.people import Person

Json = dict[str, Any]
NAMES = ("alice", "bob", "charlie", "blocker", "pardoner", "former", "late", "returning")


@dataclass(frozen=True, slots=True)
class Canary:
    """A token. `walk`: who meets it on a walk after all was done. `live`: who was told of it while it was done."""

    name: str
    token: str
    walk: frozenset[str]
    live: frozenset[str]


@dataclass(slots=True)
class Scene:
    """The people by name, the canaries, and what to ask for.

    last: the canary that ends what a person is told. sent: what each person sent, word for word.
    """

    people: dict[str, Person]
    canaries: list[Canary] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)
    message_ids: list[str] = field(default_factory=list)
    group_ids: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    link_ids: list[str] = field(default_factory=list)
    usernames: list[str] = field(default_factory=list)
    sent: dict[str, list[Json]] = field(default_factory=dict)
    last_seqs: dict[str, int] = field(default_factory=dict)

    def canary(self, name: str, walk: str, live: str | None = None, *, token: str = "") -> str:
        """Return a new token; `walk` and `live` are names, `live` the same as `walk` if not given."""
        token = token or f"canary{secrets.token_hex(8)}"
        seen, told = frozenset(walk.split()), frozenset((walk if live is None else live).split())
        assert seen | told, f"nobody ever sees {name}: it could not be missed"
        assert (seen | told) <= set(NAMES), name
        assert name not in {one.name for one in self.canaries}, f"there is a {name} already"
        self.canaries.append(Canary(name, token, seen, told))
        return token

    async def call(self, name: str, method: str, path: str, /, **body: Any) -> Json:
        """Let somebody do something, which must succeed, and return the answer."""
        sent = {} if method == "DELETE" else {"json": body}
        answer = await self.people[name].rest.request(method, path, **sent)
        assert answer.is_success, f"{name}: {method} {path}: {answer.text}"
        return dict(answer.json()) if answer.content else {}

    async def say(self, name: str, to: str, text: str = "", **fields: Any) -> Json:
        """Let somebody send something to a person or to a conversation, and return the message."""
        where = {"recipient_id": self.id_of(to)} if to in self.people else {"conversation_id": to}
        body = {"client_message_id": str(uuid4())} | where | ({"text": text} if text else {}) | fields
        self.sent.setdefault(name, []).append(body)
        message = await self.call(name, "POST", "/messages", **body)
        self.note(message)
        return message

    async def forward(self, name: str, message: Json, conversation_id: str) -> None:
        """Let somebody forward a message into one conversation."""
        body = {"conversation_ids": [conversation_id], "client_message_id": str(uuid4())}
        self.note((await self.call(name, "POST", f"/messages/{message['id']}/forward", **body))["results"][0])

    def note(self, message: Json) -> None:
        """Remember a message, and where it lies, for the walk."""
        self.message_ids.append(message["id"])
        self.last_seqs[message["conversation_id"]] = message["seq"]

    @property
    def conversation_ids(self) -> list[str]:
        return list(self.last_seqs)

    def id_of(self, name: str) -> str:
        return str(self.people[name].id)
