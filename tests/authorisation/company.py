"""Who is what to a group: its owner, admins and members, who was there, who wants to come in, and nobody at all."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from chat.models import Participant
from common.bridge import in_thread
from common.parsing import parse
from groups import selectors, services
from groups.models import InviteLink
from groups.serializers import ChangeGroup, ChangeMember, CreateGroup, CreateInviteLink
from tests.harness.people import Person, sign_up
from tests.harness.processes import WebProcess

ROLES = ("stranger", "pending", "left", "removed", "silenced", "member", "admin", "owner")
# `mate` and `peer` are a member and an admin to act on; walter is nobody's yet.
NAMES = (*ROLES, "mate", "peer", "walter")
UNTIL = "2100-01-01T00:00:00.000Z"
Ids = dict[str, str]


@dataclass(slots=True)
class Company:
    """The people by name. `ids`: what stands for what in the group that refusals are tried on."""

    people: dict[str, Person]
    ids: Ids

    async def found(self) -> Ids:
        """Make a group in which everybody has their role, and return what stands for what."""
        return await in_thread(found, {name: person.id for name, person in self.people.items()})

    async def close(self) -> None:
        for person in self.people.values():
            await person.leave()


@dataclass(slots=True)
class Tried:
    """One cell under way. `answer` is the body of the answer; {} before it is there."""

    company: Company
    role: str
    ids: Ids
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def me(self) -> Person:
        return self.company.people[self.role]

    @property
    def owner(self) -> Person:
        return self.company.people["owner"]

    async def get(self, path: str, person: Person | None = None) -> dict[str, Any]:
        """Return what a person, by default the one whose role it is, is told now."""
        answer = await (person or self.me).rest.get(path.format(**self.ids))
        assert answer.status_code == 200, f"{path}: {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    async def membership(self, name: str) -> tuple[str, bool]:
        """Return somebody's role, and whether they are a member; by the database, whoever may see it."""
        people = {name: person.id for name, person in self.company.people.items()}
        rows = Participant.objects.filter(conversation_id=self.ids["group"], user_id=people[name])
        found = await in_thread(lambda: list(rows.values_list("role", "left_at")))
        role, is_there = (found[0][0], found[0][1] is None) if found else (0, False)
        return ("member", "admin", "owner")[role], is_there


async def meet(web: list[WebProcess]) -> Company:
    """Sign everybody up, at both processes, and found the first group."""
    signed_up = await asyncio.gather(*(sign_up(web[number % 2], name) for number, name in enumerate(NAMES)))
    company = Company(dict(zip(NAMES, signed_up, strict=True)), {})
    company.ids = await company.found()
    return company


def found(people: dict[str, UUID]) -> Ids:
    owner = people["owner"]
    first = [people[name] for name in ("admin", "peer", "member", "mate", "silenced", "left", "removed")]
    group_id = services.create_group(owner, CreateGroup(name="Team", member_ids=first))
    for name in ("admin", "peer"):
        services.change_member(owner, group_id, people[name], ChangeMember(role="admin"))
    silence = parse(ChangeMember, {"silenced_until": UNTIL})
    services.change_member(owner, group_id, people["silenced"], silence)
    services.remove_member(people["left"], group_id, people["left"])
    services.remove_member(owner, group_id, people["removed"])
    services.change_group(owner, group_id, parse(ChangeGroup, {"settings": {"join_approval": True}}))
    link = selectors.invite_link(group_id, services.create_invite_link(owner, group_id, CreateInviteLink()))
    assert services.join(people["pending"], link.token) is None
    ids = {name: str(person) for name, person in people.items()}
    return ids | {"group": str(group_id), "link": str(link.id), "token": link.token}


def elsewhere(ids: Ids) -> Ids:
    """Return the same with ids of no group."""
    return ids | {"group": str(uuid4()), "link": str(uuid4()), "token": "A" * 22}


async def uses(ids: Ids) -> int:
    """Return how often the link let somebody in."""
    return (await in_thread(lambda: InviteLink.objects.get(id=ids["link"]))).uses
